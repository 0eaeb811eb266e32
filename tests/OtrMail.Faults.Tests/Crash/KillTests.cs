using OtrMail.Faults.Tests.Tracing;
using Xunit.Abstractions;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>SIGKILL before each touch of disk or output, and in the middle of each write.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Slack = 12;

    public static TheoryData<string> Scenarios => AllScenarios.Names;

    [TracedTheory]
    [MemberData(nameof(Scenarios))]
    public void A_kill_anywhere_loses_nothing_and_brings_nothing_back(string name)
    {
        using var stage = new Stage(AllScenarios.Of(name));
        TracedRun whole = stage.Run("list");
        Assert.True(whole.Result.ExitCode == stage.Scenario.ExitCode, whole.Result.Error);
        Assert.DoesNotContain(whole.Touches, touch => touch.Name == "map"); // writes that no tracer sees
        stage.Check(whole, "not killed");
        int kills = 0;
        foreach (Touch touch in Points.Of(whole, every: 2 * stage.Scenario.Weight))
        {
            foreach (string mode in touch.Name is "write" or "output" or "report" && (Surroundings.IsLong || touch.Name == "output") ? new[] { "kill", "half" } : ["kill"])
            {
                TracedRun killed = stage.Run(mode, touch.Number);
                // two threads that take turns may leave some touches out
                Assert.True(killed.WasKilled || mode == "half" || touch.Number > whole.Count - Slack, $"{touch}: not reached");
                stage.Check(killed, $"{mode} at {touch}");
                kills++;
            }
        }

        output.WriteLine($"{name}: {whole.Count} touches, {kills} kills");
        Assert.True(kills > 5 / stage.Scenario.Weight);
    }
}
