using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Core.Tests.Mail;

/// <summary>Once a MAC key is public, everybody can alter its mail; who has read it is not deceived.</summary>
public sealed class ReplayTests : IDisposable
{
    private readonly Person _alice = new("alice", rsaIndex: 0);
    private readonly Person _bob = new("bob", rsaIndex: 1);

    public ReplayTests() => _alice.Knows(_bob);

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
    }

    [Fact]
    public void A_first_altered_under_its_revealed_mac_key_is_an_altered_replay()
    {
        SealedMail first = _alice.Write(_bob, "hello");
        _bob.Body(first);
        SealedMail reply = _bob.Write(_alice, "answer");
        byte[] key = Outsider.KeyFor(first.Packet, reply);
        for (int bit = 0; bit < 8 * Outsider.Parse(first).Ciphertext.Length; bit += 997)
            _bob.RefusesUnchanged(MailFault.AlteredReplay, Outsider.Alter(first.Packet, key, bit));
        Assert.True(_bob.Read(first).Mail!.IsDuplicate);
    }

    [Fact]
    public void The_same_after_the_contact_was_deleted_while_the_prekey_lives()
    {
        SealedMail first = _alice.Write(_bob, "hello");
        _bob.Body(first);
        byte[] key = Outsider.KeyFor(first.Packet, _bob.Write(_alice, "answer"));
        Delete(_bob, _alice);
        Assert.Null(_bob.ContactOf(_alice));
        _bob.RefusesUnchanged(MailFault.AlteredReplay, Outsider.Alter(first.Packet, key));
        IReadOnlyList<string> before = _bob.Dump();
        Assert.True(_bob.Read(first).Mail!.IsDuplicate); // the true one is a duplicate that brings nobody back
        Assert.Equal(before, _bob.Dump());
        Assert.Equal("again", _bob.Body(_alice.Write(_bob, "again")));
    }

    [Fact]
    public void The_same_after_a_stranger_was_dropped_to_make_room()
    {
        SealedMail first = _alice.Write(_bob, "hello");
        Assert.True(_bob.Read(first).IsOpened);
        Assert.Equal(Trust.Stranger, _bob.ContactOf(_alice)!.Trust);
        Delete(_bob, _alice);
        // the MAC key was never revealed, but the reader knows it: it stands for any leak
        _bob.Clock.Pass(days: 100);
        Assert.True(_bob.Read(first).Mail!.IsDuplicate);
    }

    [Fact]
    public void A_reply_altered_under_its_revealed_mac_key_is_an_altered_replay()
    {
        _bob.Body(_alice.Write(_bob, "hello"));
        SealedMail reply = _bob.Write(_alice, "answer");
        _alice.Body(reply);
        byte[] key = Outsider.KeyFor(reply.Packet, _alice.Write(_bob, "3"));
        _alice.RefusesUnchanged(MailFault.AlteredReplay, Outsider.Alter(reply.Packet, key));
    }

    [Fact]
    public void A_data_altered_under_its_revealed_mac_key_is_an_altered_replay_until_its_key_is_forgotten()
    {
        SealedMail data = Establish();
        _bob.Body(data);
        SealedMail back = _bob.Write(_alice, "4");
        byte[] altered = Outsider.Alter(data.Packet, Outsider.KeyFor(data.Packet, back));
        _bob.RefusesUnchanged(MailFault.AlteredReplay, altered);
        _alice.Body(back);
        _bob.Body(_alice.Write(_bob, "5")); // from here on the key that opens it is superseded
        _bob.RefusesUnchanged(MailFault.AlteredReplay, altered);
        Pass(days: 14);
        _bob.RefusesUnchanged(MailFault.KeyForgotten, altered);
    }

    [Fact]
    public void A_data_altered_after_the_contact_was_deleted_belongs_to_no_session()
    {
        SealedMail data = Establish();
        _bob.Body(data);
        byte[] key = Outsider.KeyFor(data.Packet, _bob.Write(_alice, "4"));
        Delete(_bob, _alice);
        _bob.RefusesUnchanged(MailFault.UnknownSession, Outsider.Alter(data.Packet, key));
        _bob.RefusesUnchanged(MailFault.UnknownSession, data.Packet);
    }

    [Fact]
    public void A_mail_made_from_public_values_verifies_for_anybody_who_has_not_read_the_true_one()
    {
        SealedMail first = _alice.Write(_bob, "hello");
        _bob.Body(first);
        byte[] key = Outsider.KeyFor(first.Packet, _bob.Write(_alice, "answer"));
        byte[] forged = Outsider.Alter(first.Packet, key, bit: 70_000);
        Assert.True(Outsider.Parse(forged).IsAuthenticUnder(Core.Ratchet.MailSuite.Default, key));
        Assert.NotEqual(first.Packet, forged);
    }

    private static void Delete(Person owner, Person other)
    {
        using PostboxTransaction transaction = owner.Postbox.Begin();
        transaction.Delete(transaction.Contacts.Find(other.Fingerprint)!);
        transaction.Commit();
    }

    private void Pass(double days)
    {
        _alice.Clock.Pass(days);
        _bob.Clock.Pass(days);
    }

    private SealedMail Establish()
    {
        _bob.Body(_alice.Write(_bob, "hello"));
        _alice.Body(_bob.Write(_alice, "answer"));
        return _alice.Write(_bob, "3");
    }
}
