using OtrMail.Faults.Tests.Tracing;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>Which touches are tried: all in the long form; else those that order others, and some of the rest.</summary>
internal static class Points
{
    private const int Step = 6;

    private static readonly string[] Ordering = ["sync", "rename", "link", "unlink", "output", "report", "create", "truncate", "unnamed", "mkdir"];

    /// <summary>The points of a run.</summary>
    /// <param name="run">A listed run.</param>
    /// <param name="every">In the short form, one of so many.</param>
    public static IEnumerable<Touch> Of(TracedRun run, int every = 1)
    {
        Touch[] all = [.. run.Touches.Where(touch => touch.Number > 0)];
        if (Surroundings.IsLong)
            return all;
        return all.Where(touch => Ordering.Contains(touch.Name) || touch.Number % Step == 0).Where((_, index) => index % every == 0);
    }
}
