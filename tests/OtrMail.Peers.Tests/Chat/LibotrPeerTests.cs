using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests.Chat;

/// <summary>The peer program itself: what it tells of libotr is true when two of them talk.</summary>
public sealed class LibotrPeerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LibotrFact]
    public void Two_of_them_talk_compare_secrets_and_end()
    {
        using var alice = new LibotrPeer(_folder["alice.key"], "alice", "bob");
        using var bob = new LibotrPeer(_folder["bob.key"], "bob", "alice");
        alice.Do("max", "200");
        List<string> seen = Pump(alice, bob, alice.Do("start"));
        Assert.Contains(seen, line => line.StartsWith($"bob event secure 3 {alice.Fingerprint}", StringComparison.Ordinal));
        Assert.Contains(seen, line => line.StartsWith($"alice event secure 3 {bob.Fingerprint}", StringComparison.Ordinal));
        Assert.Equal(["encrypted", "3", alice.Instance, bob.Instance, bob.Fingerprint], alice.State()[..5]);
        Assert.Equal(alice.State()[5], bob.State()[5]);

        Assert.Contains("bob heard encrypted tab\t, line\n, \\, ümlaut", Pump(alice, bob, alice.Do("say", "tab\t, line\n, \\, ümlaut")));
        Assert.Contains("bob event smp-asked where?", Pump(alice, bob, alice.Do("smp", "here", "where?")));
        Assert.Contains("alice event smp-succeeded", Pump(bob, alice, bob.Do("smp-answer", "here")));
        Assert.Contains("alice event disconnected", Pump(bob, alice, bob.Do("end")));
        Assert.Equal("finished", alice.State()[0]);
    }

    /// <summary>Carries messages until nobody has any; answers all else that was told, with the name before it.</summary>
    private static List<string> Pump(LibotrPeer from, LibotrPeer to, IReadOnlyList<string[]> first)
    {
        List<string> told = [];
        var waiting = new Queue<(LibotrPeer From, LibotrPeer To, string[] Line)>(first.Select(line => (from, to, line)));
        while (waiting.TryDequeue(out (LibotrPeer From, LibotrPeer To, string[] Line) next))
        {
            if (next.Line[0] != "wire")
            {
                told.Add($"{next.From.Account} {string.Join(' ', next.Line)}");
                continue;
            }

            foreach (string[] line in next.To.Do("wire", next.Line[1]))
                waiting.Enqueue((next.To, next.From, line));
        }

        return told;
    }
}
