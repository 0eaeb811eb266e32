using OtrMail.Faults.Tests.Tracing;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>Which touches are tried: all in the long form; else those that order others, and some of the rest.</summary>
internal static class Points
{
    private const int Step = 6;

    private static readonly string[] Ordering = ["sync", "rename", "link", "unlink", "output", "create", "truncate", "unnamed", "mkdir"];

    public static IEnumerable<Touch> Of(TracedRun run) => run.Touches.Where(touch =>
        touch.Number > 0 && (Surroundings.IsLong || Ordering.Contains(touch.Name) || touch.Number % Step == 0));
}
