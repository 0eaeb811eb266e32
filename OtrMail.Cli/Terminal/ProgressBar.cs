using System.Diagnostics;

namespace OtrMail.Cli.Terminal;

/// <summary>How far something long is, on one line of a terminal that goes away at the end; silent everywhere else.</summary>
internal sealed class ProgressBar : IDisposable
{
    private const int Width = 30;

    /// <summary>What is done sooner needs no bar.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly TextWriter? _terminal;
    private readonly Report _report;
    private readonly string _name;
    private readonly int _total;
    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _shown = Patience - Pace;
    private int _length;

    /// <param name="context">Whose terminal.</param>
    /// <param name="report">Its lines take the bar's place.</param>
    /// <param name="name">What is under way.</param>
    /// <param name="total">How much there is to do.</param>
    public ProgressBar(CliContext context, Report report, string name, int total)
    {
        _report = report;
        report.BeforeLine = Clear;
        _terminal = context.IsErrorTerminal && total > 0 ? context.Error : null;
        _name = Printable.Of(name);
        _total = total;
    }

    /// <summary>Shows it, if it is time to.</summary>
    public void Show(int done, string more)
    {
        if (_terminal is null || Stopwatch.GetElapsedTime(_start) is var elapsed && elapsed < _shown + Pace)
            return;
        _shown = elapsed;
        int filled = (int)((long)Width * Math.Min(done, _total) / _total);
        Write($"{_name} [{new string('#', filled)}{new string('.', Width - filled)}] {done}/{_total}, {more}");
    }

    public void Dispose()
    {
        Clear();
        _report.BeforeLine = null;
    }

    private void Clear() => Write("");

    private void Write(string line)
    {
        if (_terminal is null || (line.Length == 0 && _length == 0))
            return;
        string gone = new(' ', Math.Max(0, _length - line.Length));
        _terminal.Write($"\r{line}{gone}{(line.Length == 0 ? "\r" : "")}");
        _terminal.Flush();
        _length = line.Length;
    }
}
