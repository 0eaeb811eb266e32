using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests.Chat;

/// <summary>The proxy for IRC clients, through a real server.</summary>
public sealed class IrcTests : IDisposable
{
    private readonly Household _people = Household.New();
    private readonly Lazy<Ngircd> _server = new(() => new Ngircd());

    public void Dispose()
    {
        if (_server.IsValueCreated)
            _server.Value.Dispose();
        _people.Dispose();
    }

    [PeerFact("ngircd")]
    public void Channels_pass_a_connection_that_is_lost_ends_what_was_private_and_the_next_one_begins_anew()
    {
        using var first = new IrcProxyProcess(_people, "alice", _server.Value.Port, "--policy", "manual");
        using var second = new IrcProxyProcess(_people, "bob", _server.Value.Port, "--policy", "manual");
        using var bob = new IrcClient(second.Port, "bob");
        using (var alice = new IrcClient(first.Port, "alice"))
        {
            alice.Send("JOIN #room");
            alice.WaitFor("End of NAMES");
            bob.Send("JOIN #room");
            alice.WaitFor("JOIN :#room");
            bob.Send("PRIVMSG #room :?OTRv3? is nothing here");
            alice.WaitFor("PRIVMSG #room :?OTRv3? is nothing here");
            alice.Send("PRIVMSG *otr :start bob");
            bob.WaitFor("alice: private from now on");
            alice.WaitFor("bob: private from now on");
            alice.Send("PRIVMSG bob :" + new string('x', 380));
            bob.WaitFor("PRIVMSG bob :" + new string('x', 380));
        }

        bob.WaitFor("alice has ended the private conversation");
        using (var again = new IrcClient(first.Port, "alice2"))
        {
            again.Send("PRIVMSG bob :in the clear");
            bob.WaitFor("PRIVMSG bob :in the clear");
            again.Send("PRIVMSG bob :" + new string('y', 100_000));
            again.Send("PRIVMSG bob :still there");
            bob.WaitFor("PRIVMSG bob :still there");
            Assert.Equal(0, first.Terminate());
            again.WaitFor("(end)");
        }

        _server.Value.Kill();
        bob.WaitFor("(end)");
        Assert.Equal(0, second.Terminate());
    }
}
