using System.Diagnostics;
using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests.Terminals;

/// <summary>A terminal of its own (tmux) with one program in it; keys go in, and its screen is read.</summary>
internal sealed class Tmux : IDisposable
{
    private const int Columns = 120;
    private const int Lines = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string _folder;
    private readonly string _socket;

    /// <param name="folder">Where the program runs; its HOME too.</param>
    /// <param name="command">A line for /bin/sh, or a program and its arguments.</param>
    public Tmux(string folder, params string[] command)
    {
        _folder = folder;
        _socket = Path.Combine(folder, $"tmux-{Guid.NewGuid():N}"[..13]);
        Do(["-f", "/dev/null", "new-session", "-d", "-x", $"{Columns}", "-y", $"{Lines}", .. command]);
        Do("set-option", "-g", "remain-on-exit", "on");
    }

    /// <summary>What stands on the screen.</summary>
    public string Screen => Do("capture-pane", "-p").Text;

    /// <summary>The same, with the escape sequences that colour it.</summary>
    public string ColouredScreen => Do("capture-pane", "-p", "-e").Text;

    /// <summary>Types text as it is.</summary>
    public void Type(string text) => Do("send-keys", "-l", "--", text);

    /// <summary>Presses keys by tmux's names (Enter, Tab, C-c).</summary>
    public void Press(params string[] keys) => Do(["send-keys", .. keys]);

    /// <summary>Waits until the screen shows a text.</summary>
    public string WaitFor(string text) => WaitFor(screen => screen.Contains(text, StringComparison.Ordinal), text);

    /// <summary>Waits until the screen is as wanted.</summary>
    public string WaitFor(Func<string, bool> isThere, string what)
    {
        for (var watch = Stopwatch.StartNew(); ; Thread.Sleep(50))
        {
            string screen = Screen;
            if (isThere(screen))
                return screen;
            Assert.True(watch.Elapsed < Patience, $"not on the screen: {what}\n{screen}");
        }
    }

    /// <summary>Waits until the program has ended.</summary>
    public void WaitForEnd() => WaitFor(_ => Do("display-message", "-p", "#{pane_dead}").Text.Trim() == "1", "the program's end");

    public void Dispose()
    {
        try
        {
            Do("kill-server");
        }
        catch (Xunit.Sdk.XunitException)
        {
            // it has ended by itself
        }
    }

    private RunResult Do(params string[] arguments)
    {
        var start = new ProcessStartInfo("tmux", ["-S", _socket, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        OtrMailProgram.Surround(start, _folder);
        start.Environment.Remove("TMUX");
        start.Environment["HISTFILE"] = "/dev/null";
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["PATH"] = $"{Path.Combine(_folder, ".local/bin")}:{Path.GetDirectoryName(OtrMailProgram.Path)}:{start.Environment["PATH"]}:/usr/sbin";
        return OtrMailProgram.Run(start).Ok();
    }
}
