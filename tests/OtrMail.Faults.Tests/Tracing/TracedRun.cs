using OtrMail.Cli.Tests;

namespace OtrMail.Faults.Tests.Tracing;

/// <summary>What a traced run left.</summary>
/// <param name="Result">Streams and exit code.</param>
/// <param name="WasKilled">The tracer killed it.</param>
/// <param name="Touches">What it touched, in order, and before them what was there (in a list only).</param>
internal sealed record TracedRun(RunResult Result, bool WasKilled, IReadOnlyList<Touch> Touches)
{
    /// <summary>How many touches there were.</summary>
    public int Count => Touches.Count == 0 ? 0 : Touches.Max(touch => touch.Number);
}
