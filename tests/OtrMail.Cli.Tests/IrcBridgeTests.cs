using System.Text;
using OtrMail.Cli.Irc;
using OtrMail.Core.Im;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Cli.Tests;

/// <summary>What stands between an IRC client and its server: what passes, what becomes private, what is told.</summary>
public sealed class IrcBridgeTests : IDisposable
{
    private readonly Person _alice = new("alice", ImPolicy.Manual);
    private readonly Person _bob = new("bob", ImPolicy.Manual);

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
    }

    [Theory]
    [InlineData("JOIN #channel")]
    [InlineData("PRIVMSG #channel :hello all")]
    [InlineData("PRIVMSG @#channel :hello ops")]
    [InlineData("PRIVMSG NickServ :IDENTIFY password")]
    [InlineData("PRIVMSG nick@server :hello")]
    [InlineData("PRIVMSG *status :hello")]
    [InlineData("PRIVMSG bob :\u0001VERSION\u0001")]
    [InlineData("PRIVMSG bob :\u0001ACTION waves\u0001")]
    [InlineData("PRIVMSG alice :to myself")]
    [InlineData("NOTICE bob :a notice")]
    [InlineData("@label=1 PRIVMSG #channel :tagged")]
    [InlineData("PASS  odd   spaces ")]
    public void What_is_no_message_between_two_people_passes_byte_for_byte(string line)
    {
        using var opportunistic = new Person("alice", ImPolicy.Opportunistic);
        byte[] raw = [.. Encoding.Latin1.GetBytes(line), 0xff, (byte)'\r'];
        IrcOutput passed = Assert.Single(opportunistic.Bridge.FromClient(raw));
        Assert.True(passed.ToServer);
        Assert.Equal(raw[..^1], passed.Bytes);
    }

    [Theory]
    [InlineData(":bob!b@host PRIVMSG alice :hello")]
    [InlineData(":bob!b@host PRIVMSG alice :\u0001VERSION\u0001")]
    [InlineData(":bob!b@host PRIVMSG #channel :?OTRv3?")]
    [InlineData(":bob!b@host NOTICE alice :?OTRv3?")]
    [InlineData("@time=x :irc.server PRIVMSG alice :?OTRv3?")]
    [InlineData("PING :x")]
    public void What_the_server_sends_and_is_not_private_passes_byte_for_byte(string line)
    {
        byte[] raw = [.. Encoding.Latin1.GetBytes(line.Replace("irc.server", "NickServ", StringComparison.Ordinal)), 0xe4];
        IrcOutput passed = Assert.Single(_alice.Bridge.FromServer(raw));
        Assert.False(passed.ToServer);
        Assert.Equal(raw, passed.Bytes);
    }

    [Fact]
    public void Two_people_talk_in_private_and_no_line_is_longer_than_the_network_takes()
    {
        Carry(_alice, "PRIVMSG *otr :start bob");
        Assert.Contains(_alice.Told, line => line.Contains("bob: private from now on", StringComparison.Ordinal));
        Assert.Contains(_bob.Told, line => line.Contains("alice: private from now on", StringComparison.Ordinal));
        string text = string.Concat(Enumerable.Repeat("grüße 🙂 ", 30));
        Carry(_alice, $"PRIVMSG bob :{IrcLine.ParameterOf(text)}");
        Assert.Equal(text, string.Concat(_bob.Told.Where(line => line.StartsWith(":alice!u@h PRIVMSG bob :", StringComparison.Ordinal)).Select(line => IrcLine.TextOf(line[24..]))));
        Carry(_bob, "PRIVMSG alice :\u0001ACTION waves\u0001");
        Assert.Contains(":bob!u@h PRIVMSG alice :\u0001ACTION waves\u0001", _alice.Told);
        Assert.All(_alice.Sent.Concat(_bob.Sent), line => Assert.InRange(line.Length, 1, 510 - IrcLimits.UserHostBytes));
        Assert.DoesNotContain(_alice.Sent.Concat(_bob.Sent), line => line.Contains("waves", StringComparison.Ordinal) || line.Contains("gr", StringComparison.Ordinal) && line.Contains("🙂", StringComparison.Ordinal));
    }

    [Fact]
    public void What_came_encrypted_cannot_make_the_client_do_anything()
    {
        Carry(_alice, "PRIVMSG *otr :start bob");
        Carry(_alice, "PRIVMSG bob :x\u0001DCC SEND\u0001y");
        string shown = _bob.Told.Last(line => line.Contains("PRIVMSG bob", StringComparison.Ordinal));
        Assert.DoesNotContain('\u0001', shown);
    }

    [Fact]
    public void Secrets_are_compared_and_fingerprints_verified_by_commands()
    {
        Carry(_alice, "PRIVMSG *otr :start bob");
        Carry(_alice, "PRIVMSG *otr :ask bob [where?] under the tree");
        Assert.Contains(_bob.Told, line => line.Contains("alice asks: where? Say: answer alice ANSWER", StringComparison.Ordinal));
        Carry(_bob, "PRIVMSG *otr :answer alice under the tree");
        Assert.Contains(_alice.Told, line => line.EndsWith("bob: the secrets are the same", StringComparison.Ordinal));
        Carry(_bob, $"PRIVMSG *otr :verify alice {new string('0', 40)}");
        Assert.Contains(_bob.Told, line => line.Contains("never seen of alice", StringComparison.Ordinal));
        Carry(_bob, $"PRIVMSG *otr :verify alice {_alice.Account.Fingerprint}");
        Carry(_bob, "PRIVMSG *otr :status");
        Assert.Contains(_bob.Told, line => line.Contains("alice: private, verified", StringComparison.Ordinal));
        Carry(_bob, "PRIVMSG *otr :nonsense");
        Assert.Contains(_bob.Told, line => line.Contains("start NICK, refresh NICK, end NICK", StringComparison.Ordinal));
    }

    [Fact]
    public void A_new_nick_takes_the_conversation_along_and_leaving_ends_it()
    {
        Carry(_alice, "PRIVMSG *otr :start bob");
        _alice.Take(_alice.Bridge.FromServer(Encoding.ASCII.GetBytes(":bob!u@h NICK :robert")));
        _bob.Take(_bob.Bridge.FromServer(Encoding.ASCII.GetBytes(":bob!u@h NICK :robert")));
        _bob.Name = "robert";
        Carry(_alice, "PRIVMSG ROBERT :still private");
        Assert.Contains(":alice!u@h PRIVMSG robert :still private", _bob.Told);
        Carry(_alice, "QUIT :bye");
        Assert.Equal("QUIT :bye", _alice.Sent[^1]);
        Assert.Contains(_bob.Told, line => line.Contains("alice has ended the private conversation", StringComparison.Ordinal));
        Carry(_bob, "PRIVMSG alice :too late");
        Assert.Contains(_bob.Told, line => line.EndsWith("NOT SENT: too late", StringComparison.Ordinal));
    }

    [Fact]
    public void Strangers_cannot_fill_the_memory_and_broken_lines_are_dropped()
    {
        for (int i = 0; i < 2 * IrcLimits.Conversations; i++)
            _alice.Take(_alice.Bridge.FromServer(Encoding.ASCII.GetBytes($":stranger{i}!u@h PRIVMSG alice :?OTR Error: x")));
        _alice.Told.Clear();
        Carry(_alice, "PRIVMSG *otr :status");
        Assert.Equal(IrcLimits.Conversations, _alice.Told.Count(line => line.Contains("in the clear", StringComparison.Ordinal)));
        foreach (byte[] broken in new byte[][] { [], [(byte)' '], [(byte)':'], [(byte)'@'], [.. "PRIVMSG bob :a\0b"u8], [.. "PRIVMSG bob :a\rQUIT"u8] })
        {
            Assert.Empty(_alice.Bridge.FromServer(broken));
            Assert.Empty(_alice.Bridge.FromClient(broken));
        }
    }

    [Fact]
    public void Own_messages_are_not_asked_back()
    {
        Assert.Equal(":s CAP * LS :sasl away-notify", Text(_alice.Bridge.FromServer(Encoding.ASCII.GetBytes(":s CAP * LS :sasl echo-message away-notify"))));
        Assert.Equal("CAP REQ :sasl", Text(_alice.Bridge.FromClient(Encoding.ASCII.GetBytes("CAP REQ :sasl echo-message"))));
        Assert.Equal(":otrmail.invalid CAP * NAK :echo-message", Text(_alice.Bridge.FromClient(Encoding.ASCII.GetBytes("CAP REQ :echo-message"))));
        Assert.Equal("CAP LS 302", Text(_alice.Bridge.FromClient(Encoding.ASCII.GetBytes("CAP LS 302"))));
    }

    [Fact]
    public void Lines_go_out_at_the_networks_pace()
    {
        var clock = new TestClock();
        var pace = new IrcPace(clock);
        for (int i = 0; i < 20; i++)
            Assert.True(pace.TryAdd([(byte)i]));
        int first = pace.TakeDue().Count();
        Assert.InRange(first, IrcLimits.Burst, IrcLimits.Burst + 1);
        Assert.Empty(pace.TakeDue());
        Assert.NotNull(pace.Next);
        Assert.Equal(20 - first, pace.TakeAll().Count());
        Assert.Null(pace.Next);
    }

    private static string Text(IReadOnlyList<IrcOutput> outputs) => Encoding.Latin1.GetString(outputs.Single().Bytes);

    /// <summary>A line of somebody's client, and what comes of it on both sides.</summary>
    private void Carry(Person from, string line)
    {
        from.Take(from.Bridge.FromClient(Encoding.Latin1.GetBytes(line)));
        for (bool isMoving = true; isMoving;)
        {
            isMoving = false;
            foreach ((Person sender, Person receiver) in new[] { (_alice, _bob), (_bob, _alice) })
            {
                while (sender.Underway.TryDequeue(out string? sent))
                {
                    isMoving = true;
                    if (sent.StartsWith($"PRIVMSG {receiver.Name} ", StringComparison.OrdinalIgnoreCase))
                        receiver.Take(receiver.Bridge.FromServer(Encoding.Latin1.GetBytes($":{sender.Name}!u@h PRIVMSG {receiver.Name} {sent[(9 + receiver.Name.Length)..]}")));
                }
            }
        }
    }

    /// <summary>Somebody with a client, registered with the server.</summary>
    private sealed class Person : IDisposable
    {
        public Person(string name, ImPolicy policy)
        {
            Name = name;
            var keys = new ImKeyring(new MemoryStore(), SystemRandomSource.Instance);
            Account = keys.Open(name);
            Bridge = new IrcBridge(Account, keys, new ImOptions { Policy = policy });
            Bridge.FromClient(Encoding.ASCII.GetBytes($"NICK {name}"));
            Bridge.FromServer(Encoding.ASCII.GetBytes($":irc.server 001 {name} :Welcome"));
            Bridge.FromServer(Encoding.ASCII.GetBytes($":irc.server 005 {name} CHANTYPES=#& STATUSMSG=@+ :are supported"));
        }

        public string Name { get; set; }

        public ImAccount Account { get; }

        public IrcBridge Bridge { get; }

        public List<string> Told { get; } = [];

        public List<string> Sent { get; } = [];

        public Queue<string> Underway { get; } = [];

        public void Take(IReadOnlyList<IrcOutput> outputs)
        {
            foreach (IrcOutput output in outputs)
            {
                string text = Encoding.Latin1.GetString(output.Bytes);
                if (output.ToServer)
                {
                    Sent.Add(text);
                    Underway.Enqueue(text);
                }
                else
                {
                    Told.Add(text);
                }
            }
        }

        public void Dispose()
        {
            Bridge.Dispose();
            Account.Dispose();
        }
    }
}
