using OtrMail.Core.Mail;
using OtrMail.Core.Ratchet;

namespace OtrMail.Core.Tests.Mail;

/// <summary>The way of a correspondence: First, Reply, Data, and what is revealed on the way.</summary>
public sealed class CorrespondenceTests : IDisposable
{
    private readonly Person _alice = new("alice", rsaIndex: 0);
    private readonly Person _bob = new("bob", rsaIndex: 1);

    public CorrespondenceTests() => _alice.Knows(_bob);

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
    }

    [Fact]
    public void First_reply_and_data_are_read_by_their_recipient()
    {
        SealedMail first = _alice.Write(_bob, "hello");
        Assert.Equal(PacketType.First, first.Type);
        Assert.Equal("hello", _bob.Body(first));
        SealedMail reply = _bob.Write(_alice, "hello yourself");
        Assert.Equal(PacketType.Reply, reply.Type);
        Assert.Equal("hello yourself", _alice.Body(reply));
        for (int i = 0; i < 5; i++)
        {
            SealedMail there = _alice.Write(_bob, $"there {i}");
            Assert.Equal(PacketType.Data, there.Type);
            Assert.Equal($"there {i}", _bob.Body(there));
            SealedMail back = _bob.Write(_alice, $"back {i}");
            Assert.Equal(PacketType.Data, back.Type);
            Assert.Equal($"back {i}", _alice.Body(back));
        }
    }

    [Fact]
    public void The_mac_key_of_a_mail_is_revealed_in_the_next_mail_to_its_sender_and_verifies_it()
    {
        SealedMail first = _alice.Write(_bob, "hello");
        _bob.Body(first);
        SealedMail reply = _bob.Write(_alice, "hello yourself");
        Assert.True(Packet.TryParse(first.Packet, MailLimits.Default, out Packet? firstPacket, out _));
        Assert.True(Packet.TryParse(reply.Packet, MailLimits.Default, out Packet? replyPacket, out _));
        byte[] revealed = Assert.Single(replyPacket.RevealedMacKeys);
        Assert.True(firstPacket.IsAuthenticUnder(MailSuite.Default, revealed));
    }

    [Fact]
    public void A_revealed_mac_key_is_a_receipt_and_is_not_repeated_after_its_carrier_is_receipted()
    {
        _bob.Body(_alice.Write(_bob, "1"));
        Assert.Equal(1, _alice.Status(_bob).AwaitedReceipts);
        _alice.Body(_bob.Write(_alice, "2")); // reveals 1
        Assert.Equal(0, _alice.Status(_bob).AwaitedReceipts);
        _bob.Body(_alice.Write(_bob, "3")); // reveals 2: the receipt of its revelation
        Assert.Equal(1, _bob.Status(_alice).PendingReveals); // only that of 3
        SealedMail fourth = _bob.Write(_alice, "4");
        Assert.True(Packet.TryParse(fourth.Packet, MailLimits.Default, out Packet? packet, out _));
        Assert.Single(packet.RevealedMacKeys);
    }

    [Fact]
    public void A_mac_key_is_revealed_three_times_at_most()
    {
        _bob.Body(_alice.Write(_bob, "hello"));
        int[] revealed = [.. Enumerable.Range(0, 5).Select(i =>
        {
            Assert.True(Packet.TryParse(_bob.Write(_alice, $"{i}").Packet, MailLimits.Default, out Packet? packet, out _));
            return packet.RevealedMacKeys.Count;
        })];
        Assert.Equal([1, 1, 1, 0, 0], revealed);
    }

    [Fact]
    public void A_bundle_rides_in_data_until_the_peer_is_known_to_have_it()
    {
        _bob.Body(_alice.Write(_bob, "1"));
        _alice.Body(_bob.Write(_alice, "2"));
        SealedMail third = _alice.Write(_bob, "3"); // the Reply has receipted the First with its bundle
        Assert.True(third.Packet.Length < 2048 + 1700, $"{third.Packet.Length} bytes");
    }

    [Fact]
    public void The_same_packet_again_is_a_duplicate_and_changes_nothing()
    {
        SealedMail first = _alice.Write(_bob, "hello");
        _bob.Body(first);
        CorrespondenceStatus before = _bob.Status(_alice);
        OpenResult again = _bob.Read(first);
        Assert.True(again.IsOpened);
        Assert.True(again.Mail.IsDuplicate);
        Assert.Equal("hello", Person.BodyOf(again.Mail));
        CorrespondenceStatus after = _bob.Status(_alice);
        Assert.Equal(before with { Sessions = after.Sessions }, after);
        Assert.Equal(before.Sessions, after.Sessions);
    }

    [Fact]
    public void Mail_to_oneself_is_a_first_that_keeps_no_session()
    {
        SealedMail note = _alice.Write(_alice, "do not forget");
        Assert.Equal(PacketType.First, note.Type);
        Assert.Equal("do not forget", _alice.Body(note));
        SealedMail second = _alice.Write(_alice, "nor this");
        Assert.Equal(PacketType.First, second.Type);
        Assert.Equal("nor this", _alice.Body(second));
    }

    [Fact]
    public void Nobody_else_can_read_a_mail()
    {
        using var carol = new Person("carol", rsaIndex: 2);
        Assert.Equal(MailFault.KeyForgotten, carol.Refuses(_alice.Write(_bob, "hello").Packet));
    }

    [Fact]
    public void Nothing_happened_until_the_transaction_is_committed()
    {
        SealResult dropped = _alice.TryWrite(_bob.Address, Person.Text("alice@example.org", "never sent"), commit: false);
        Assert.True(dropped.IsSealed);
        Assert.Empty(_alice.Status(_bob).Sessions);
    }
}
