using System.Text;
using OtrMail.Core.Im;
using OtrMail.Core.Im.Messages;
using OtrMail.Core.Im.Smp;
using OtrMail.Core.Tests.Im;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Fuzz.Targets;

/// <summary>Instant messaging: OTR version 3 as it comes from the network.</summary>
internal static class ChatTargets
{
    private const char Separator = '\u00ff';

    private static readonly string[] Words =
        ["?OTR", "?OTR:", "?OTRv3?", "?OTR?v23?", "?OTR Error: ", "?OTR|", "?OTR,", ",", ".", "|", "AAMC", "AAMD", "AAMK", "AAMR", "AAMS", "=", "00000100", "00001,00002,", "\u00ff", WhitespaceTag.OfferV3];

    private const int InputsOfAChat = 200;

    private static Chat? _chat;
    private static int _inputs;

    private static readonly Lazy<List<string>> Wires = new(Harvest);
    private static readonly Lazy<List<Tlv>> SmpMessages = new(RunSmp);

    public static IReadOnlyList<FuzzTarget> List { get; } =
    [
        new("otr3-message", Messages, () => Wires.Value.Select(Encoding.Latin1.GetBytes), Words),
        new("otr3-binary", Binary, () => Wires.Value.Select(WireText.Of).Select(text => text.TryDecode(out byte[]? bytes) ? bytes : []).Where(bytes => bytes.Length > 0), "\0\u0003\u0002", "\0\u0003\u000a", "\0\u0003\u0003", "\0\0\u0001\0"),
        new("otr3-fragments", Fragments, FragmentSeeds, Words),
        new("otr3-conversation", Conversation, ConversationSeeds, Words),
        new("otr3-plaintext", input => DataPlaintext.Decode(input), () => [[.. "hello\0"u8, 0, 1, 0, 0, 0, 2, 0, 3, 1, 2, 3], "hello"u8.ToArray()], "\0", "\0\u0001\0\0", "\0\u0008\0\u0004"),
        new("smp", Smp, SmpSeeds, "\0\0\0\u0006", "\0\0\0\u00c0", "\0\0\0\u0001\u0001", "\0"),
        new("libotr-key", input => ImIdentity.TryReadLibotr(Encoding.Latin1.GetString(input), null, out _), KeyFiles, "(", ")", "#", "\"", "privkeys", "account", "name", "protocol", "private-key", "dsa", "p ", "q ", "g ", "y ", "x ", "00"),
    ];

    private static void Messages(byte[] input)
    {
        WireText text = WireText.Of(Encoding.Latin1.GetString(input));
        _ = text.OffersV3;
        if (text.TryDecode(out byte[]? message))
            Binary(message);
        _ = Fragment.TryRead(text.Text);
    }

    private static void Binary(byte[] input)
    {
        if (MessageHeader.TryRead(input, out MessageHeader header) != HeaderFault.None || EncodedMessage.TryRead(header, input) is not { } message)
            return;
        FuzzException.Unless(WireText.Of(message.ToWire()).TryDecode(out byte[]? again) && again.AsSpan().SequenceEqual(input), "another encoding");
    }

    private static void Fragments(byte[] input)
    {
        var assembler = new FragmentAssembler();
        foreach (string line in Encoding.Latin1.GetString(input).Split(Separator))
        {
            if (Fragment.TryRead(line) is { } fragment && assembler.Add(fragment) is { } whole)
                FuzzException.Unless(whole.Length <= ImLimits.MessageChars && assembler.IsEmpty, "more than a message");
        }
    }

    /// <summary>
    /// An encrypted conversation: what the network puts in shows nothing as the peer's, and nothing takes it away. So one conversation bears
    /// many inputs; after a failure the next begins anew.
    /// </summary>
    private static void Conversation(byte[] input)
    {
        Chat chat = _chat ??= new Chat().Secure();
        _chat = null;
        foreach (string wire in Encoding.Latin1.GetString(input).Split(Separator).Take(20))
        {
            ImResult result = chat.Alice.Hear(wire);
            FuzzException.Unless(!result.Heard.Any(heard => heard.IsEncrypted), "a stranger's text shows as the peer's");
            FuzzException.Unless(chat.Alice.Context.State == ImState.Encrypted, "the conversation is over");
            chat.Alice.Outgoing.Clear();
        }

        chat.Talk(chat.Bob, "still here");
        FuzzException.Unless(chat.Alice.Heard.LastOrDefault() == "still here", "the peer is not heard any more");
        if (++_inputs % InputsOfAChat == 0)
            chat.Dispose();
        else
            _chat = chat;
    }

    /// <summary>The first byte says how far an honest run has gone; then pairs of type and value.</summary>
    private static void Smp(byte[] input)
    {
        if (input.Length < 2)
            return;
        var parties = Parties(own: 1, peer: 2);
        using var machine = new SmpMachine(new SeededRandom(9));
        if (input[0] % 3 == 1)
            machine.Begin(parties, "secret"u8, null);
        if (input[0] % 3 == 2 && machine.Receive(SmpMessages.Value[0]).Outcome == SmpOutcome.Asked)
            machine.Answer(parties, "secret"u8);
        var tlv = new Tlv((TlvType)((int)TlvType.Smp1 + (input[1] % 6)), input.AsMemory(2));
        SmpStep step = machine.Receive(tlv);
        FuzzException.Unless(step.Outcome is not (SmpOutcome.Succeeded or SmpOutcome.Failed), "a proof was taken");
    }

    private static SmpParties Parties(byte own, byte peer) =>
        new(PrintOf(own), PrintOf(peer), new byte[8]);

    private static ImFingerprint PrintOf(byte fill) =>
        ImFingerprint.TryParse(string.Concat(Enumerable.Repeat(fill.ToString("x2", System.Globalization.CultureInfo.InvariantCulture), 20)), out ImFingerprint? print) ? print : throw new FormatException();

    private static List<Tlv> RunSmp()
    {
        using var one = new SmpMachine(new SeededRandom(7));
        using var two = new SmpMachine(new SeededRandom(8));
        List<Tlv> all = [one.Begin(Parties(2, 1), "secret"u8, null).Send[0]];
        two.Receive(all[0]);
        all.Add(two.Answer(Parties(1, 2), "secret"u8).Send[0]);
        all.Add(one.Receive(all[1]).Send[0]);
        all.Add(two.Receive(all[2]).Send[0]);
        return all;
    }

    private static IEnumerable<byte[]> SmpSeeds()
    {
        foreach (byte state in new byte[] { 0, 1, 2 })
        {
            foreach (Tlv tlv in SmpMessages.Value)
                yield return [state, (byte)(tlv.Type - TlvType.Smp1), .. tlv.Value.Span];
        }
    }

    private static List<string> Harvest()
    {
        List<string> wires = ["?OTRv3?", "?OTR Error: x", "plain", "tagged" + WhitespaceTag.OfferV3, "?OTR|1000|0,1,2,abc,", "?OTR,1,1,abc,"];
        // after another exchange, so that its keys are none of a conversation that begins as this one did
        using var chat = new Chat().Secure();
        chat.Alice.Do(context => context.Start());
        void Carry()
        {
            while (chat.Alice.Outgoing.Count + chat.Bob.Outgoing.Count > 0)
            {
                foreach ((Chatter from, Chatter to) in new[] { (chat.Alice, chat.Bob), (chat.Bob, chat.Alice) })
                {
                    if (!from.Outgoing.TryDequeue(out string? wire))
                        continue;
                    wires.Add(wire);
                    to.Hear(wire);
                }
            }
        }

        Carry();
        chat.Alice.Say("hello");
        Carry();
        chat.Bob.Do(context => context.StartSmp("secret"));
        Carry();
        return wires;
    }

    private static IEnumerable<byte[]> FragmentSeeds() => Wires.Value.Where(wire => wire.Length > 60)
        .Select(wire => Encoding.Latin1.GetBytes(string.Join(Separator, Fragment.Cut(wire, 0x1000, 0x2000, 100)!)));

    private static IEnumerable<byte[]> ConversationSeeds() =>
        Wires.Value.Select(Encoding.Latin1.GetBytes).Append(Encoding.Latin1.GetBytes(string.Join(Separator, Wires.Value.Take(12)))).Concat(FragmentSeeds().Take(3));

    private static IEnumerable<byte[]> KeyFiles()
    {
        string hex = new('5', 40);
        yield return Encoding.ASCII.GetBytes($"(privkeys\n (account\n  (name \"alice@example.org\")\n  (protocol prpl-jabber)\n  (private-key\n   (dsa\n    (p #00{hex}#)\n    (q #{hex}#)\n    (g #{hex}#)\n    (y #{hex}#)\n    (x #{hex}#)\n   )\n  )\n )\n)\n");
        yield return "(privkeys (account (name a) (private-key (dsa (p #00FF#)))))"u8.ToArray();
    }
}
