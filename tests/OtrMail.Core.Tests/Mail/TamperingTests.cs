using OtrMail.Core.Mail;

namespace OtrMail.Core.Tests.Mail;

/// <summary>Any change of any byte gives the one right outward class, no output and unchanged state.</summary>
public sealed class TamperingTests : IDisposable
{
    private readonly Person _alice = new("alice", rsaIndex: 0);
    private readonly Person _bob = new("bob", rsaIndex: 1);

    public TamperingTests() => _alice.Knows(_bob);

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
    }

    [Theory]
    [InlineData(PacketType.First)]
    [InlineData(PacketType.Reply)]
    [InlineData(PacketType.Data)]
    public void Every_byte_changed_is_refused_with_the_right_fault_and_changes_nothing(PacketType type)
    {
        (Person reader, SealedMail mail) = Next(type);
        IReadOnlyList<string> before = reader.Dump();
        CorrespondenceStatus? status = Status(reader);
        byte[] packet = mail.Packet;
        using (PostboxTransaction transaction = reader.Postbox.Begin())
        {
            for (int at = 0; at < packet.Length; at++)
            {
                byte bit = (byte)(1 << (at % 8));
                packet[at] ^= bit;
                OpenResult result = transaction.Open(packet);
                MailFault expected = Expected(type, packet, at);
                Assert.True(
                    !result.IsOpened && result.Mail is null && result.Refusal.Fault == expected,
                    $"byte {at} of {packet.Length}, bit {bit}: {result.Refusal?.Fault} instead of {expected}");
                packet[at] ^= bit;
            }

            transaction.Commit(); // nothing was written, so nothing is committed
        }

        Assert.Equal(before, reader.Dump());
        Assert.Equal(status?.Sessions, Status(reader)?.Sessions);
        Assert.Equal("the true one", reader.Body(mail));
    }

    [Theory]
    [InlineData(PacketType.First)]
    [InlineData(PacketType.Reply)]
    [InlineData(PacketType.Data)]
    public void Every_proper_beginning_and_every_longer_packet_is_malformed(PacketType type)
    {
        (_, SealedMail mail) = Next(type);
        for (int length = 0; length < mail.Packet.Length; length++)
        {
            Assert.False(Packet.TryParse(mail.Packet.AsMemory(0, length), MailLimits.Default, out _, out MailFault fault));
            Assert.Equal(MailFault.Malformed, fault);
        }

        Assert.False(Packet.TryParse((byte[])[.. mail.Packet, 0], MailLimits.Default, out _, out MailFault longer));
        Assert.Equal(MailFault.Malformed, longer);
    }

    [Fact]
    public void A_packet_over_the_limit_is_too_large_whatever_it_is()
    {
        Assert.False(Packet.TryParse(new byte[101], new MailLimits { PacketBytes = 100 }, out _, out MailFault fault));
        Assert.Equal(MailFault.TooLarge, fault);
        (_, SealedMail mail) = Next(PacketType.First);
        Assert.False(Packet.TryParse(mail.Packet, new MailLimits { PacketBytes = mail.Packet.Length - 1 }, out _, out fault));
        Assert.Equal(MailFault.TooLarge, fault);
        Assert.True(Packet.TryParse(mail.Packet, new MailLimits { PacketBytes = mail.Packet.Length }, out _, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("OTRM")]
    [InlineData("?OTR:AAMC")]
    [InlineData("From: alice@example.org\r\n\r\nhello\r\n")]
    public void What_is_no_packet_at_all_is_malformed(string text) =>
        _alice.RefusesUnchanged(MailFault.Malformed, System.Text.Encoding.ASCII.GetBytes(text));

    [Fact]
    public void A_mail_that_does_not_fit_a_packet_is_too_large_to_be_sealed_and_leaves_no_trace()
    {
        IReadOnlyList<string> before = _alice.Dump();
        var small = new Postbox(_alice.Store, _alice.Postbox.Options with { Limits = new MailLimits { PacketBytes = 30_000 } });
        using (PostboxTransaction transaction = small.Begin())
        {
            byte[] mail = Person.Text("alice@example.org", new string('x', 30_000));
            SealResult result = transaction.Seal(_bob.Address, new MailContent(mail, default));
            Assert.Equal(MailFault.TooLarge, result.Refusal?.Fault);
            transaction.Commit();
        }

        Assert.Equal(before, _alice.Dump());
    }

    private static MailFault Expected(PacketType type, byte[] packet, int at)
    {
        if (at < 4)
            return MailFault.Malformed;
        if (at < 6)
            return MailFault.UnsupportedVersion;
        if (at == 6)
            return MailFault.Malformed; // the IDs of one type do not suit another
        if (at < 23)
            return type == PacketType.First ? MailFault.NotAuthentic : MailFault.UnknownSession;
        if (at < 31)
            return ExpectedOfKeyId(type, packet, isSender: at < 27);
        // the changed packet may not parse, so the regions are measured in the packet with the byte put back
        byte[] original = [.. packet];
        original[at] ^= (byte)(1 << (at % 8));
        (int ciphertext, int revealed, int published, int mac) = Outsider.Regions(original);
        bool isLength = (at >= ciphertext && at < ciphertext + 4) || (at >= revealed && at < revealed + 4)
            || (at >= published && at < mac);
        return isLength ? MailFault.Malformed : MailFault.NotAuthentic;
    }

    private static MailFault ExpectedOfKeyId(PacketType type, byte[] packet, bool isSender)
    {
        uint id = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(isSender ? 23 : 27));
        return type switch
        {
            PacketType.First => isSender ? MailFault.Malformed : MailFault.KeyForgotten,
            PacketType.Reply => MailFault.Malformed,
            _ => id >= 1u << 31 || id < (isSender ? 1 : 2) ? MailFault.Malformed : MailFault.NotAuthentic,
        };
    }

    private CorrespondenceStatus? Status(Person reader)
    {
        Person other = reader == _alice ? _bob : _alice;
        return reader.ContactOf(other) is null ? null : reader.Status(other);
    }

    /// <summary>A packet of this type that its reader has not read.</summary>
    private (Person Reader, SealedMail Mail) Next(PacketType type)
    {
        SealedMail first = _alice.Write(_bob, type == PacketType.First ? "the true one" : "1");
        if (type == PacketType.First)
            return (_bob, first);
        _bob.Body(first);
        SealedMail reply = _bob.Write(_alice, type == PacketType.Reply ? "the true one" : "2");
        if (type == PacketType.Reply)
            return (_alice, reply);
        _alice.Body(reply);
        return (_bob, _alice.Write(_bob, "the true one"));
    }
}
