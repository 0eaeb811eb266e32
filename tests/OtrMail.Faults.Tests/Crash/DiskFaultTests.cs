using OtrMail.Cli.Tests;
using OtrMail.Faults.Tests.Tracing;
using Xunit.Abstractions;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>Each touch fails once, and from each on the disk is full: one clear answer, and the user can go on.</summary>
public sealed class DiskFaultTests(ITestOutputHelper output)
{
    private const int InputOutputError = 5;
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int BrokenPipe = 32;

    public static TheoryData<string> Scenarios => AllScenarios.Names;

    [TracedTheory]
    [MemberData(nameof(Scenarios))]
    public void A_disk_that_fails_or_is_full_anywhere_gives_one_clear_answer_and_loses_nothing(string name)
    {
        using var stage = new Stage(AllScenarios.Of(name));
        TracedRun whole = stage.Run("list");
        Try(stage, "full", new Touch(1, "from the first touch on: read-only", 0, 0, 0, "", "", []), ReadOnly);
        int faults = 1;
        foreach (Touch touch in Points.Of(whole, every: 3 * stage.Scenario.Weight))
        {
            Try(stage, "fail", touch, touch.Name is "output" or "report" ? BrokenPipe : InputOutputError);
            faults++;
            if (Surroundings.IsLong || touch.Number % 5 == 0)
            {
                Try(stage, "full", touch, NoSpace);
                faults++;
            }
        }

        output.WriteLine($"{name}: {whole.Count} touches, {faults} faults");
    }

    /// <summary>The journal's header is zero, so the transaction is there; and then that cannot be made durable.</summary>
    [TracedTheory]
    [InlineData("fetch")]
    [InlineData("send")]
    public void A_commit_that_fails_in_its_last_step_loses_no_mail(string name)
    {
        if (!AllScenarios.CanRun(name))
            return; // no server to fetch from
        using var stage = new Stage(AllScenarios.Of(name));
        Touch[] touches = [.. stage.Run("list").Touches.Where(touch => touch.Number > 0)];
        Touch[] last = [.. touches.Zip(touches.Skip(1)).Where(pair => IsZeroed(pair.First) && pair.Second.Name == "sync" && pair.Second.Inode == pair.First.Inode).Select(pair => pair.Second)];
        Assert.NotEmpty(last);
        foreach (Touch touch in last)
            Try(stage, "fail", touch, InputOutputError);
        output.WriteLine($"{name}: {last.Length} commits");
    }

    private static bool IsZeroed(Touch touch) =>
        touch.Name == "write" && touch.Position == 0 && touch.Path.EndsWith("-journal", StringComparison.Ordinal) && Array.TrueForAll(touch.Bytes, one => one == 0);

    private static void Try(Stage stage, string mode, Touch touch, int error)
    {
        TracedRun run = stage.Run(mode, touch.Number, error);
        // a pipe that breaks in the middle has taken what came before
        bool mayHaveBegun = run.Touches.Any(one => one.Name == "output" && one.Number < touch.Number) && touch.Name == "output";
        stage.Check(run, $"{mode} {error} at {touch}", result => AssertClear(stage.Scenario, result, mayHaveBegun));
    }

    private static void AssertClear(Scenario scenario, RunResult result, bool mayHaveBegun)
    {
        Assert.DoesNotContain("Exception", result.Error);
        Assert.DoesNotContain("   at ", result.Error);
        if (result.ExitCode == 0)
            return; // what failed is a witness, or was not needed
        Assert.Contains(result.ExitCode, scenario.Trouble);
        if (!mayHaveBegun)
            Assert.Empty(result.Output);
    }
}
