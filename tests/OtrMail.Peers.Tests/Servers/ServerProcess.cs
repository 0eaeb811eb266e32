using System.Diagnostics;
using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests.Servers;

/// <summary>A server of others with a directory of its own: started, killed, started again, and gone with the test.</summary>
internal abstract class ServerProcess : IDisposable
{
    private Process? _process;

    /// <summary>All that the server has.</summary>
    protected TemporaryFolder Folder { get; } = new();

    /// <summary>Starts it, and comes back when all its ports are listened on.</summary>
    public void Start()
    {
        ProcessStartInfo start = Command();
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        Process process = Process.Start(start)!;
        new Thread(() => process.StandardOutput.ReadToEnd()) { IsBackground = true }.Start();
        new Thread(() => process.StandardError.ReadToEnd()) { IsBackground = true }.Start();
        _process = process;
        foreach (int port in Listening)
            Ports.WaitFor(port);
    }

    /// <summary>As if the machine had lost its power: no goodbye to anybody.</summary>
    public void Kill()
    {
        if (_process is null)
            return;
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Kill();
        Folder.Dispose();
    }

    /// <summary>The ports that it opens when it has started.</summary>
    protected abstract int[] Listening { get; }

    /// <summary>What starts it, in the foreground.</summary>
    protected abstract ProcessStartInfo Command();
}
