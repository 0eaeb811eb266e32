using System.Diagnostics;
using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests;

/// <summary>A program in a terminal of its own (tmux): keys in, screen out.</summary>
internal sealed class Terminal : IDisposable
{
    private readonly string _folder;
    private readonly string _socket;

    public Terminal(string folder, params string[] program)
    {
        _folder = folder;
        _socket = Path.Combine(folder, "tmux");
        Tmux(["-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "40", .. program]).Ok();
    }

    /// <summary>What is on the screen; empty when the program has ended.</summary>
    public string Screen => Tmux("capture-pane", "-p").Text;

    /// <summary>Types keys, as tmux calls them.</summary>
    public void Type(params string[] keys) => Tmux(["send-keys", .. keys]).Ok();

    /// <summary>Waits for something to come true.</summary>
    public void Await(string what, Func<string, bool> isThere)
    {
        string screen = "";
        for (DateTime end = DateTime.UtcNow.AddSeconds(30); DateTime.UtcNow < end; Thread.Sleep(50))
        {
            screen = Screen;
            if (isThere(screen))
                return;
        }

        throw new TimeoutException($"{what}:\n{screen}");
    }

    public void Dispose() => Tmux("kill-server");

    private RunResult Tmux(params string[] arguments)
    {
        var start = new ProcessStartInfo("tmux", ["-S", _socket, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        OtrMailProgram.Surround(start, _folder);
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TERM"] = "screen";
        return OtrMailProgram.Run(start);
    }
}
