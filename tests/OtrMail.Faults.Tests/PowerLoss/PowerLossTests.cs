using OtrMail.Cli.Tests;
using OtrMail.Faults.Tests.Crash;
using OtrMail.Faults.Tests.Tracing;
using Xunit.Abstractions;

namespace OtrMail.Faults.Tests.PowerLoss;

/// <summary>The power fails after a touch: of what was not synced, anything may be missing.</summary>
public sealed class PowerLossTests(ITestOutputHelper output)
{
    private const int Rounds = 3;

    // what sendmail's command was given is another program's to keep, and this disk does not see its files
    public static TheoryData<string> Scenarios => AllScenarios.Without("sendmail");

    [TracedTheory]
    [MemberData(nameof(Scenarios))]
    public void A_power_loss_anywhere_loses_nothing_and_brings_nothing_back(string name)
    {
        using var stage = new Stage(AllScenarios.Of(name));
        TracedRun whole = stage.Run("list");
        Assert.Equal(stage.Scenario.ExitCode, whole.Result.ExitCode);
        stage.Check(whole, "no power loss");
        int losses = 0;
        foreach (Touch last in Points.Of(whole, every: 4 * stage.Scenario.Weight))
        {
            foreach ((Survival survival, int seed) in Ways(last.Number))
            {
                stage.Reset();
                Disk disk = Play(stage, whole, last.Number);
                disk.Restore(stage.People.Folder, survival, new Random(seed));
                stage.Scenario.Rewind(whole, last.Number);
                stage.Check(new TracedRun(Seen(whole, last.Number), true, []), $"{survival} {seed} survived {last}");
                losses++;
            }
        }

        output.WriteLine($"{name}: {whole.Count} touches, {losses} power losses");
        Assert.True(losses > 3 / stage.Scenario.Weight);
    }

    private static Disk Play(Stage stage, TracedRun whole, int last)
    {
        var disk = new Disk(whole.Touches.Where(touch => touch.Number == 0), path => Directory.Exists(path) ? null : File.ReadAllBytes(path));
        foreach (Touch touch in whole.Touches.Where(touch => touch.Number > 0 && touch.Number <= last))
            disk.Play(touch);
        return disk;
    }

    /// <summary>All ways in the long form, else one of the certain and one of the random ones.</summary>
    private static IEnumerable<(Survival Survival, int Seed)> Ways(int number)
    {
        Survival[] certain = [Survival.Nothing, Survival.Names, Survival.Contents];
        if (!Surroundings.IsLong)
            return [(certain[number % 3], 0), (Survival.Some, number)];
        return certain.Select(survival => (survival, 0)).Concat(Enumerable.Range(0, Rounds).Select(round => (Survival.Some, (number * Rounds) + round)));
    }

    /// <summary>What had come out by then.</summary>
    private static RunResult Seen(TracedRun whole, int last)
    {
        bool cameOut = whole.Touches.Any(touch => touch.Name == "output" && touch.Number <= last && touch.Result == whole.Result.Output.Length);
        byte[] told = [.. whole.Touches.Where(touch => touch.Name == "report" && touch.Number <= last).SelectMany(touch => touch.Bytes)];
        return new RunResult(137, cameOut ? whole.Result.Output : [], System.Text.Encoding.UTF8.GetString(told));
    }
}
