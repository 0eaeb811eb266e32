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

    /// <summary>How many mails were sent whole to an SMTP server up to a touch: that is, up to their last dot.</summary>
    public int MailsSent(int last) =>
        Touches.Count(touch => touch.Name == "send" && touch.Number <= last && (touch.Bytes.AsSpan().EndsWith("\r\n.\r\n"u8) || touch.Bytes.AsSpan().SequenceEqual(".\r\n"u8)));
}
