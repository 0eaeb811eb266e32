using OtrMail.Core.Im.Messages;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Im;

/// <summary>Texts from the network told apart, and binary messages read strictly.</summary>
public sealed class WireTextTests
{
    [Theory]
    [InlineData("", WireTextKind.Plain)]
    [InlineData("hello", WireTextKind.Plain)]
    [InlineData("?otr:AAMD.", WireTextKind.Plain)]
    [InlineData("what is ?OTR about?", WireTextKind.Plain)]
    [InlineData("what is ?OTR, and why?", WireTextKind.Plain)]
    [InlineData("?OTR", WireTextKind.Unrecognized)]
    [InlineData("?OTR is a marker", WireTextKind.Unrecognized)]
    [InlineData("?OTRv", WireTextKind.Unrecognized)]
    [InlineData("?OTRv3", WireTextKind.Unrecognized)]
    [InlineData("?OTRv3 or not?", WireTextKind.Unrecognized)]
    [InlineData("?OTR?", WireTextKind.Query)]
    [InlineData("?OTRv3?", WireTextKind.Query)]
    [InlineData("?OTR?v23?", WireTextKind.Query)]
    [InlineData("?OTR:", WireTextKind.Encoded)]
    [InlineData("<html>?OTR:AAMD.</html>", WireTextKind.Encoded)]
    [InlineData("?OTR Error: x", WireTextKind.Error)]
    [InlineData("?OTR|1000|0,1,1,x,", WireTextKind.Fragment)]
    [InlineData("?OTR,1,1,x,", WireTextKind.Fragment)]
    [InlineData("?OTR,", WireTextKind.Fragment)]
    public void A_text_is_told_by_its_look(string text, WireTextKind kind) => Assert.Equal(kind, WireText.Of(text).Kind);

    [Fact]
    public void A_tag_is_found_anywhere_and_taken_out_with_all_its_versions()
    {
        Assert.Equal(32 - 8, WhitespaceTag.OfferV3.Length);
        WireText tagged = WireText.Of("be" + WhitespaceTag.OfferV3 + "  \t\t  \t " + "        " + "fore");
        Assert.Equal((WireTextKind.TaggedPlain, "before", "32"), (tagged.Kind, tagged.Text, tagged.Versions));
        WireText alone = WireText.Of(WhitespaceTag.OfferV3[..16] + "x");
        Assert.Equal((WireTextKind.TaggedPlain, "x", ""), (alone.Kind, alone.Text, alone.Versions));
        Assert.Equal(WireTextKind.Plain, WireText.Of(WhitespaceTag.OfferV3[..15]).Kind);
    }

    [Theory]
    [InlineData("?OTR:AAMD")] // no end
    [InlineData("?OTR:.")]
    [InlineData("?OTR:AAM.")]
    [InlineData("?OTR:AA=A.")]
    [InlineData("?OTR:A*MD.")]
    [InlineData("?OTR:ÄAMD.")]
    [InlineData("?OTR:AAB=.")] // bits that do not belong there
    public void Broken_base64_does_not_decode(string text)
    {
        WireText wire = WireText.Of(text);
        Assert.Equal(WireTextKind.Encoded, wire.Kind);
        Assert.False(wire.TryDecode(out _));
    }

    [Fact]
    public void Every_message_reads_back_and_any_shorter_or_longer_one_is_malformed()
    {
        var random = new SeededRandom(9);
        Core.Ratchet.ModpPublicKey key = Core.Ratchet.ModpKeyPair.Generate(random).Public;
        var signature = new SealedSignature(new byte[300], new byte[20]);
        EncodedMessage[] messages =
        [
            new DhCommitMessage(0x100, 0, new byte[196], new byte[32]),
            new DhKeyMessage(0x100, 0x200, key),
            new RevealSignatureMessage(0x100, 0x200, new byte[16], signature),
            new SignatureMessage(uint.MaxValue, 0x200, signature),
            new DataMessage(0x100, 0x200, MessageFlags.IgnoreUnreadable, 1, 2, key, ulong.MaxValue, new byte[5], new byte[20], [new byte[20], new byte[20]]),
        ];
        foreach (EncodedMessage message in messages)
        {
            byte[] bytes = Bytes(message.ToWire());
            EncodedMessage? read = Read(bytes);
            Assert.Equal(message.ToWire(), read?.ToWire());
            for (int length = 0; length < bytes.Length; length++)
                Assert.Null(Read(bytes[..length]));
            Assert.Null(Read([.. bytes, 0]));
        }
    }

    [Fact]
    public void Numbers_outside_the_group_with_zeros_in_front_and_zero_ids_are_malformed()
    {
        Core.Ratchet.ModpPublicKey key = Core.Ratchet.ModpKeyPair.Generate(new SeededRandom(9)).Public;
        byte[] prime = Core.Primitives.ModpGroup.Prime.ToArray();
        byte[] one = [1];
        byte[] minusOne = [.. prime[..^1], (byte)(prime[^1] - 1)];
        foreach (byte[] number in new[] { [], [0], one, prime, minusOne, [0, 2], [.. new byte[1], .. key.Value], [.. prime, 0] })
            Assert.Null(Read(DhKey(number)));
        Assert.NotNull(Read(DhKey([2])));
        var data = new DataMessage(0x100, 0x200, 0, 1, 2, key, 1, new byte[5], new byte[20], []);
        Assert.NotNull(Read(Bytes(data.ToWire())));
        Assert.Null(Read(Bytes((data with { SenderKeyId = 0 }).ToWire())));
        Assert.Null(Read(Bytes((data with { RecipientKeyId = 0 }).ToWire())));
        Assert.Null(Read(Bytes((data with { Counter = 0 }).ToWire())));
    }

    [Fact]
    public void A_length_of_four_gigabytes_allocates_nothing()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (byte type in new byte[] { 2, 3, 10, 17, 18 })
        {
            byte[] bytes = [0, 3, type, 0, 0, 1, 0, 0, 0, 2, 0, .. Enumerable.Repeat((byte)0xFF, 40)];
            Assert.Null(Read(bytes));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    private static byte[] DhKey(byte[] number)
    {
        using var writer = new Core.Wire.WireWriter();
        return writer.Short(3).Byte(10).Int(0x100).Int(0x200).Data(number).ToArray();
    }

    private static byte[] Bytes(string wire)
    {
        Assert.True(WireText.Of(wire).TryDecode(out byte[]? bytes));
        return bytes;
    }

    private static EncodedMessage? Read(byte[] bytes) =>
        MessageHeader.TryRead(bytes, out MessageHeader header) == HeaderFault.None ? EncodedMessage.TryRead(header, bytes) : null;
}
