using System.Diagnostics;

namespace OtrMail.Peers.Tests.Servers;

/// <summary>An IRC server on loopback.</summary>
internal sealed class Ngircd : ServerProcess
{
    public Ngircd()
    {
        Port = Ports.Free();
        File.WriteAllText(Folder["ngircd.conf"], $"""
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
        Start();
    }

    /// <summary>Where it listens, without TLS.</summary>
    public int Port { get; }

    protected override int[] Listening => [Port];

    // it reads its configuration before it gives root's rights away
    protected override ProcessStartInfo Command() => new(Programs.Find("ngircd")!, ["-n", "-f", Folder["ngircd.conf"]]);
}
