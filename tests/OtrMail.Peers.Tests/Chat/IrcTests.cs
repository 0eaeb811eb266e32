using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests.Servers;
using OtrMail.Peers.Tests.Terminals;

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

    [IrssiFact]
    public void Irssi_with_its_otr_plugin_talks_with_a_client_behind_the_proxy()
    {
        Directory.CreateDirectory(_people["irssi"]);
        // it would let two seconds pass between lines, and looks at this when it connects
        File.WriteAllText(_people["irssi/config"], "settings = { \"irc/core\" = { cmd_queue_speed = \"10msec\"; cmds_max_at_once = \"100\"; }; };\n");
        using var irssi = new Tmux(_people["irssi"], $"irssi --home={_people["irssi"]} -c 127.0.0.1 -p {_server.Value.Port} -n bob");
        irssi.WaitFor("End of MOTD");
        // its name for the account is the server's tag
        Say(irssi, "/load otr", "/otr genkey 127");
        irssi.WaitFor("key generation for 127 completed");
        using var proxy = new IrcProxyProcess(_people, "alice", _server.Value.Port, "--policy", "manual");
        using var alice = new IrcClient(proxy.Port, "alice");
        Say(irssi, "/query alice", "plain hello");
        alice.WaitFor("PRIVMSG alice :plain hello");

        Say(irssi, "/otr init");
        alice.WaitFor("NOTICE alice :bob: a fingerprint never seen before");
        alice.WaitFor("NOTICE alice :bob: private from now on");
        alice.Send("PRIVMSG bob :private from alice");
        irssi.WaitFor("<alice> private from alice");
        Say(irssi, "private from bob");
        Assert.StartsWith(":bob!", alice.WaitFor("PRIVMSG alice :private from bob"));
        Say(irssi, "/me waves");
        alice.WaitFor("PRIVMSG alice :\u0001ACTION waves\u0001");
        alice.Send("PRIVMSG bob :\u0001ACTION nods\u0001");
        irssi.WaitFor("alice nods");

        Say(irssi, "/otr authq [where] tree");
        alice.WaitFor("bob asks: [where]");
        alice.Send("PRIVMSG *otr :answer bob tree");
        alice.WaitFor("bob: the secrets are the same");
        Say(irssi, "/otr finish");
        alice.WaitFor("bob has ended the private conversation");
        alice.Send("PRIVMSG bob :too late");
        alice.WaitFor("bob: NOT SENT: too late");
        alice.Send("PRIVMSG *otr :start bob");
        alice.WaitFor("bob: private from now on");
        alice.Send("PRIVMSG bob :private again");
        irssi.WaitFor("<alice> private again");
        alice.Send("QUIT :bye");
        alice.WaitFor("(end)");
        Assert.Equal(0, proxy.Terminate());
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

    private static void Say(Tmux irssi, params string[] lines)
    {
        foreach (string line in lines)
        {
            irssi.Type(line);
            irssi.Press("Enter");
        }
    }
}
