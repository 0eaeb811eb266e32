using System.Collections.Concurrent;
using System.Diagnostics;
using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests.Desktops;

/// <summary>
/// An X display of its own (Xvfb), without a window manager: programs open windows, keys go into them by xdotool, and what is selected
/// comes out by the clipboard.
/// </summary>
internal sealed class Display : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Desk _desk;
    private readonly Process _server;
    private readonly List<Process> _programs = [];
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly string _name;

    public Display(Desk desk)
    {
        _desk = desk;
        // it chooses a free number itself and prints it; and it stays as it is when its last client goes
        _server = Start("Xvfb", "-noreset", "-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp");
        _name = ":" + _server.StandardOutput.ReadLine();
        Drain(_server);
    }

    /// <summary>Starts a program of the desk's on this display, to run beside the test.</summary>
    public void Open(string program, params IEnumerable<string> arguments)
    {
        Process process = Start(program, arguments);
        _programs.Add(process);
        Drain(process);
    }

    /// <summary>Runs a program of the desk's on this display to its end.</summary>
    public RunResult Run(string program, params IEnumerable<string> arguments) =>
        _desk.Run(null, "env", [.. Surroundings(), program, .. arguments]);

    /// <summary>Waits for a window whose title has this text.</summary>
    public string Window(string title)
    {
        string window = "";
        WaitFor(() => (window = Windows(title).FirstOrDefault("")).Length > 0, $"a window {title}");
        return window;
    }

    /// <summary>Whether there is a window whose title has this text.</summary>
    public bool Shows(string title) => Windows(title).Length > 0;

    /// <summary>Presses keys, by X's names (Return, ctrl+a), in a window.</summary>
    public void Press(string window, params IEnumerable<string> keys) =>
        Run("xdotool", ["windowfocus", window, "key", "--clearmodifiers", .. keys]).Ok();

    /// <summary>Clicks into a window, so many pixels from its upper left corner.</summary>
    public void Click(string window, int x, int y) =>
        Run("xdotool", "mousemove", "--window", window, $"{x}", $"{y}", "click", "1").Ok();

    /// <summary>What was copied last.</summary>
    public string Clipboard => Run("xclip", "-o", "-selection", "clipboard").Text;

    /// <summary>Waits for something to come true.</summary>
    public void WaitFor(Func<bool> isThere, string what)
    {
        for (var watch = Stopwatch.StartNew(); !isThere(); Thread.Sleep(100))
            Assert.True(watch.Elapsed < Patience, $"not there: {what}. Display {_name}, windows: {string.Join(", ", Titles())}\n{Account()}");
    }

    public void Dispose()
    {
        foreach (Process process in _programs)
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        // asked, not killed: it takes its socket and its lock away
        Programs.Ask("kill", $"{_server.Id}");
        _server.WaitForExit();
        _server.Dispose();
    }

    private IEnumerable<string> Titles() => Windows(".").Select(window => Run("xdotool", "getwindowname", window).Text.Trim());

    private string[] Windows(string title) =>
        Run("xdotool", "search", "--onlyvisible", "--name", title).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // no bus to start or to wait for, and the same theme everywhere
    private IEnumerable<string> Surroundings() =>
        [$"DISPLAY={_name}", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "NO_AT_BRIDGE=1", "GTK_THEME=Adwaita", "LC_ALL=C.UTF-8"];

    private Process Start(string program, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = _desk.Start("env", [.. _name is null ? [] : Surroundings(), program, .. arguments]);
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    private void Drain(Process process)
    {
        new Thread(() => process.StandardOutput.ReadToEnd()) { IsBackground = true }.Start();
        new Thread(() => Keep(process.StandardError)) { IsBackground = true }.Start();
    }

    private void Keep(StreamReader errors)
    {
        while (errors.ReadLine() is { } line)
            _errors.Enqueue(line);
    }

    /// <summary>What programs said, and which have ended.</summary>
    private string Account() => string.Join('\n', _programs.Append(_server)
        .Select(process => process.HasExited ? $"{process.Id} ended with {process.ExitCode}" : $"{process.Id} runs").Concat(_errors));
}
