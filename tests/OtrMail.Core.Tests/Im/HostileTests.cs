using System.Text;
using OtrMail.Core.Im;
using OtrMail.Core.Im.Messages;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Im;

/// <summary>Whatever the network brings: an event or silence, the state as it was, and no more memory than allowed.</summary>
public sealed class HostileTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_conversation_survives_a_thousand_altered_messages(int seed)
    {
        var random = new SeededRandom(seed);
        using var chat = new Chat();
        List<string> seen = Harvest(chat);
        for (int i = 0; i < 1000; i++)
        {
            Chatter victim = random.Below(2) == 0 ? chat.Alice : chat.Bob;
            string altered = Alter(seen[random.Below(seen.Count)], random);
            ImResult result = victim.Hear(altered);
            Assert.DoesNotContain(result.Heard, heard => heard.IsEncrypted);
            // new exchanges may be begun by anybody; the session stays
            Assert.Equal(ImState.Encrypted, victim.Context.State);
            Assert.InRange(result.Wire.Sum(wire => wire.Length), 0, 2000);
            victim.Outgoing.Clear();
        }

        chat.Alice.Told.Clear();
        chat.Bob.Told.Clear();
        chat.Talk(chat.Alice, "still").Talk(chat.Bob, "here");
        Assert.Equal(["still"], chat.Bob.Heard);
        Assert.Equal(["here"], chat.Alice.Heard);
    }

    [Fact]
    public void Texts_of_the_greatest_length_are_refused_or_shown_quickly()
    {
        using Chat chat = new Chat().Secure();
        string[] texts =
        [
            new('x', ImLimits.MessageChars + 1),
            "?OTR:" + new string('A', ImLimits.MessageChars) + ".",
            "?OTR:" + new string('A', 3 << 20),
            "?OTR|1000|0,1,2," + new string('x', ImLimits.MessageChars - 100) + ",",
            string.Concat(Enumerable.Repeat("?OTR", 500_000)),
            "?OTRv" + new string('3', 2_000_000) + "?",
            WhitespaceTag.OfferV3 + new string('\t', 2_000_000),
            new('?', 2_000_000),
        ];
        foreach (string text in texts)
        {
            ImResult result = chat.Alice.Hear(text);
            Assert.Equal(ImState.Encrypted, chat.Alice.Context.State);
            Assert.DoesNotContain(result.Heard, heard => heard.IsEncrypted);
            chat.Alice.Outgoing.Clear();
        }

        Assert.Equal([ImEventKind.Malformed], chat.Alice.Hear(texts[0]).Events.Select(told => told.Kind));
    }

    [Fact]
    public void Ten_thousand_senders_of_pieces_keep_no_more_than_four_places()
    {
        using Chat chat = new Chat().Secure();
        string piece = new('x', 10_000);
        uint own = chat.Alice.Account.InstanceTag;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (uint sender = 0; sender < 10_000; sender++)
            chat.Alice.Hear(new Fragment(0x10000 + sender, own, 1, 2, piece).ToWire());
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 4_000_000);
    }

    /// <summary>Messages of all kinds, out of the very conversation that goes on.</summary>
    private static List<string> Harvest(Chat chat)
    {
        var wires = new List<string> { "?OTRv3?", "?OTR Error: x", "plain", "tagged" + WhitespaceTag.OfferV3, "?OTR|1000|0,1,2,abc,", "?OTR,1,1,abc," };
        chat.Alice.Do(context => context.Start());
        void Carry()
        {
            while (chat.Alice.Outgoing.Count + chat.Bob.Outgoing.Count > 0)
            {
                if (chat.Alice.Outgoing.TryDequeue(out string? wire))
                {
                    wires.Add(wire);
                    chat.Bob.Hear(wire);
                }

                if (chat.Bob.Outgoing.TryDequeue(out wire))
                {
                    wires.Add(wire);
                    chat.Alice.Hear(wire);
                }
            }
        }

        Carry();
        foreach (Chatter speaker in new[] { chat.Alice, chat.Bob, chat.Alice })
        {
            speaker.Say("something");
            Carry();
        }

        chat.Alice.Do(context => context.StartSmp("x"));
        Carry();
        return wires;
    }

    private static string Alter(string wire, SeededRandom random)
    {
        if (wire.StartsWith("?OTR:", StringComparison.Ordinal) && random.Below(4) > 0)
        {
            byte[] bytes = Convert.FromBase64String(wire["?OTR:".Length..^1]);
            int kind = random.Below(4);
            if (kind == 0)
                bytes = bytes[..random.Below(bytes.Length)];
            else if (kind == 1)
                bytes = [.. bytes, .. new byte[random.Below(50)]];
            for (int i = random.Below(4); i >= 0 && bytes.Length > 0; i--)
                bytes[random.Below(Math.Min(bytes.Length, kind == 2 ? 40 : bytes.Length))] ^= (byte)(1 + random.Below(255));
            return "?OTR:" + Convert.ToBase64String(bytes) + ".";
        }

        var text = new StringBuilder(wire);
        for (int i = random.Below(5); i >= 0 && text.Length > 0; i--)
        {
            int at = random.Below(text.Length);
            switch (random.Below(3))
            {
                case 0:
                    text[at] = (char)random.Below(0x3000);
                    break;
                case 1:
                    text.Remove(at, Math.Min(text.Length - at, 1 + random.Below(20)));
                    break;
                default:
                    text.Insert(at, "?OTR,|:.=\t "[random.Below(11)]);
                    break;
            }
        }

        return text.ToString();
    }
}
