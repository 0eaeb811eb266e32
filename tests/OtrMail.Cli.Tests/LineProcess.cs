using System.Diagnostics;
using System.Text;

namespace OtrMail.Cli.Tests;

/// <summary>
/// A program that is driven by lines: text goes in, lines come out. All reading blocks a thread of its own or the caller's: reads that
/// wait in the thread pool would starve it on a small machine.
/// </summary>
internal sealed class LineProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly Thread _errorReader;

    /// <param name="start">How to start it.</param>
    public LineProcess(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        start.StandardOutputEncoding = Encoding.UTF8;
        _process = Process.Start(start)!;
        _errorReader = new Thread(ReadError) { IsBackground = true };
        _errorReader.Start();
    }

    /// <summary>Writes text, and sees to it that it arrives.</summary>
    public void Write(string text)
    {
        _process.StandardInput.Write(text);
        _process.StandardInput.Flush();
    }

    /// <summary>The next line; one that does not come in time, or not at all, fails the test.</summary>
    public string Next() => Read() ?? throw new InvalidOperationException($"the program has ended: {Error}");

    /// <summary>Ends its input; answers the lines that still come. It must end by itself, and well.</summary>
    public List<string> Close()
    {
        _process.StandardInput.Close();
        List<string> lines = [];
        while (Read() is { } line)
            lines.Add(line);
        Assert.True(_process.WaitForExit(10_000), "the program does not end");
        Assert.True(_process.ExitCode == 0, Error);
        return lines;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Error
    {
        get
        {
            _errorReader.Join(1000);
            lock (_error)
                return _error.ToString();
        }
    }

    private string? Read()
    {
        // a program that says nothing is killed, and then its output ends
        using var watch = new Timer(_ => _process.Kill(), null, Patience, Timeout.InfiniteTimeSpan);
        return _process.StandardOutput.ReadLine();
    }

    private void ReadError()
    {
        while (_process.StandardError.ReadLine() is { } line)
        {
            lock (_error)
                _error.AppendLine(line);
        }
    }
}
