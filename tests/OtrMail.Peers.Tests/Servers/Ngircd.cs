using System.Diagnostics;
using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests.Servers;

/// <summary>An IRC server on loopback.</summary>
internal sealed class Ngircd : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    public Ngircd()
    {
        Port = Ports.Free();
        File.WriteAllText(_folder["ngircd.conf"], $"""
            [Global]
             Name = irc.test
             Info = test
             Listen = 127.0.0.1
             Ports = {Port}
             MotdPhrase = hello
            [Limits]
             MaxConnectionsIP = 0
             MaxPenaltyTime = -1
            [Options]
             DNS = no
             Ident = no
             PAM = no
            """);
        // it reads its configuration before it gives root's rights away
        _process = Process.Start(new ProcessStartInfo(Programs.Find("ngircd")!, ["-n", "-f", _folder["ngircd.conf"]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        new Thread(() => _process.StandardOutput.ReadToEnd()) { IsBackground = true }.Start();
        new Thread(() => _process.StandardError.ReadToEnd()) { IsBackground = true }.Start();
        Ports.WaitFor(Port);
    }

    /// <summary>Where it listens, without TLS.</summary>
    public int Port { get; }

    /// <summary>As if the machine had lost its power.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        _folder.Dispose();
    }
}
