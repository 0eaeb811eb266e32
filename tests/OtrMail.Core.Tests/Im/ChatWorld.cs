using System.Globalization;
using System.Text;
using OtrMail.Core.Im;
using OtrMail.Core.Im.Messages;
using OtrMail.Core.Im.Sessions;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Im;

/// <summary>
/// Two people and a bad network: messages are lost, come twice, late or altered; people refresh, end, restart their programs
/// and let time pass. What they say are numbers, so that order can be checked.
/// </summary>
internal sealed class ChatWorld : IDisposable
{
    private const string ResentMark = "[resent] ";

    private readonly SeededRandom _random;
    private readonly Chat _chat;
    private readonly List<string> _history = [];
    private readonly Dictionary<Chatter, int> _said = [];
    private readonly Dictionary<Chatter, int> _heard = [];
    private readonly Dictionary<Chatter, FragmentInbox> _observers = [];
    private readonly Dictionary<Chatter, HashSet<string>> _revealed = [];
    private readonly Dictionary<Chatter, List<ModpKeyPair>> _keysSeen = [];

    public ChatWorld(int seed)
    {
        _random = new SeededRandom(seed);
        _chat = new Chat(Options(), Options());
        foreach (Chatter side in Sides)
        {
            _said[side] = 0;
            _heard[side] = 0;
            _observers[side] = new FragmentInbox();
            _revealed[side] = [];
            _keysSeen[side] = [];
        }
    }

    public SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    public StringBuilder Trace { get; } = new();

    private Chatter[] Sides => [_chat.Alice, _chat.Bob];

    public void Step()
    {
        Chatter side = Sides[_random.Below(2)];
        switch (_random.Below(100))
        {
            case < 30:
                Say(side);
                break;
            case < 84:
                for (int count = 1 + _random.Below(8); count > 0; count--)
                    Deliver(side);
                break;
            case < 88:
                Note(side, "start");
                Act(side, context => context.Start());
                break;
            case < 91:
                Note(side, "refresh");
                Act(side, context => context.Refresh());
                break;
            case < 92:
                Note(side, "restart");
                side.Restart();
                break;
            case < 93:
                Note(side, "end");
                Act(side, context => context.End());
                break;
            case < 96:
                Pass(1 + _random.Below(90));
                break;
            default:
                Attack(side);
                break;
        }

        CheckKeys();
    }

    /// <summary>The network is mended: whatever has been before, they find together.</summary>
    public void Settle()
    {
        foreach (Chatter side in Sides)
            side.Outgoing.Clear();
        Pass(61);
        Note(_chat.Alice, "settle");
        Act(_chat.Alice, context => context.Start());
        Pump();
        Assert.Equal(ImState.Encrypted, _chat.Alice.Context.State);
        Assert.Equal(_chat.Alice.Context.Session!.Id, _chat.Bob.Context.Session!.Id);
        for (int turn = 0; turn < 4; turn++)
        {
            foreach (Chatter side in Sides)
            {
                int before = _heard[Other(side)];
                Say(side);
                Pump();
                Assert.True(_heard[Other(side)] > before, "what is said is heard");
            }
        }

        CheckKeys();
    }

    public void Dispose() => _chat.Dispose();

    private ImOptions Options()
    {
        int[] limits = [0, 0, 0, 200, 80];
        return new ImOptions { MaxMessage = limits[_random.Below(limits.Length)], PadTo = _random.Below(2) * 64 };
    }

    private Chatter Other(Chatter side) => side == _chat.Alice ? _chat.Bob : _chat.Alice;

    private void Say(Chatter side)
    {
        if (side.Context.State != ImState.Encrypted)
            return;
        Act(side, context => context.Send((++_said[side]).ToString(CultureInfo.InvariantCulture)));
    }

    private void Deliver(Chatter from)
    {
        if (!from.Outgoing.TryDequeue(out string? wire))
            return;
        int fate = _random.Below(60);
        if (fate == 0)
        {
            Note(from, "lost");
            return;
        }

        Hear(Other(from), wire);
        if (fate == 1)
        {
            Note(from, "twice");
            Hear(Other(from), wire);
        }
    }

    private void Attack(Chatter victim)
    {
        if (_history.Count == 0)
            return;
        string wire = _history[_random.Below(_history.Count)];
        Note(victim, "attack");
        if (_random.Below(2) == 0)
        {
            var altered = new StringBuilder(wire);
            int at = _random.Below(altered.Length);
            altered[at] = altered[at] == 'A' ? 'B' : 'A';
            wire = altered.ToString();
        }

        Hear(victim, wire);
    }

    private void Pass(int seconds)
    {
        _chat.Clock.Seconds += seconds;
        foreach (Chatter side in Sides)
            Act(side, context => context.Tick());
    }

    private void Pump()
    {
        while (Sides.Any(side => side.Outgoing.Count > 0))
        {
            foreach (Chatter side in Sides)
            {
                if (side.Outgoing.TryDequeue(out string? wire))
                    Hear(Other(side), wire);
            }
        }
    }

    private void Hear(Chatter side, string wire) => Act(side, context => context.Receive(wire));

    private void Act(Chatter side, Func<ImContext, ImResult> act)
    {
        ImResult result = side.Do(act);
        foreach (string wire in result.Wire)
        {
            _history.Add(wire);
            Observe(side, wire);
        }

        foreach (ImHeard heard in result.Heard.Where(heard => heard.IsEncrypted))
            CheckHeard(side, heard.Text);
        foreach (ImEvent told in result.Events)
            Note(side, told.Kind.ToString());
    }

    /// <summary>What the other said, each once and in order; or said again, with the mark.</summary>
    private void CheckHeard(Chatter side, string text)
    {
        bool isResent = text.StartsWith(ResentMark, StringComparison.Ordinal);
        int number = int.Parse(isResent ? text[ResentMark.Length..] : text, CultureInfo.InvariantCulture);
        Assert.InRange(number, 1, _said[Other(side)]);
        if (!isResent)
            Assert.True(number > _heard[side], $"{number} after {_heard[side]}");
        _heard[side] = Math.Max(_heard[side], number);
        Note(side, isResent ? "heard again" : "heard");
    }

    /// <summary>Notes which MAC keys a side makes public.</summary>
    private void Observe(Chatter side, string wire)
    {
        if (Fragment.LooksLike(wire))
        {
            if (_observers[side].Add(Fragment.TryRead(wire)!) is not { } whole)
                return;
            wire = whole;
        }

        WireText text = WireText.Of(wire);
        if (text.Kind != WireTextKind.Encoded)
            return;
        Assert.True(text.TryDecode(out byte[]? bytes));
        Assert.Equal(HeaderFault.None, MessageHeader.TryRead(bytes, out MessageHeader header));
        if (EncodedMessage.TryRead(header, bytes) is not DataMessage message)
            return;
        foreach (ReadOnlyMemory<byte> key in message.RevealedMacKeys)
        {
            Assert.True(_revealed[side].Add(Convert.ToHexString(key.Span)), "a MAC key is revealed once");
            Note(side, "revealed");
        }
    }

    /// <summary>
    /// Two own keys and at most two of the peer's (4.2); wiped is what is no longer among them; nothing that a side still
    /// accepts is under a MAC key that it has made public (4.4).
    /// </summary>
    private void CheckKeys()
    {
        foreach (Chatter side in Sides)
        {
            var held = new HashSet<ModpKeyPair>();
            IEnumerable<EncryptedSession?> sessions =
                side.Context.Clients.All.SelectMany(client => new[] { client.Keys.Current, client.Keys.Previous });
            foreach (KeyManagement<ModpKeyPair, ModpPublicKey> keys in sessions.OfType<EncryptedSession>().Select(session => session.Keys))
            {
                Assert.Equal([keys.Current, keys.Current + 1], keys.OwnKeys.Select(key => key.Id));
                Assert.InRange(keys.PeerKeys.Count, 1, 2);
                held.UnionWith(keys.OwnKeys.Select(key => key.Pair));
                using var pairs = new KeyedPairs();
                foreach (OwnKey<ModpKeyPair> own in keys.OwnKeys.Where(_ => _revealed[side].Count > 0))
                {
                    foreach (PeerKey<ModpPublicKey> peer in keys.PeerKeys)
                        Assert.DoesNotContain(Convert.ToHexString(pairs.Of(own, peer).Keys.Receiving.MacKey.Span), _revealed[side]);
                }
            }

            foreach (ModpKeyPair gone in _keysSeen[side].Except(held))
                Assert.Throws<ObjectDisposedException>(() => gone.Copy());
            _keysSeen[side] = [.. held];
        }
    }

    private void Note(Chatter side, string what)
    {
        Counts[what] = Counts.GetValueOrDefault(what) + 1;
        Trace.AppendLine(CultureInfo.InvariantCulture, $"{side.Name}: {what}");
    }
}
