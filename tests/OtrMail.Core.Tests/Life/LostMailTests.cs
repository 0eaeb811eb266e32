using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Life;

/// <summary>NAK and resend (scenario 11), acknowledgements (scenario 16).</summary>
public sealed class LostMailTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly Person _alice;
    private readonly Person _bob;

    public LostMailTests()
    {
        _alice = new Person("alice", _clock, rsaIndex: 0);
        _bob = new Person("bob", _clock, rsaIndex: 1);
        _alice.Knows(_bob);
        _bob.Knows(_alice);
        Person.Acquaint(_alice, _bob);
    }

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
    }

    [Fact]
    public void What_a_peer_could_not_read_is_asked_for_in_his_next_mail_and_sent_again_once()
    {
        SealedMail lost = _alice.Write(_bob, "lost");
        Unreadable(_bob, _alice, lost);
        SealedMail asks = _bob.Write(_alice, "what did you write?");
        OpenResult result = _alice.Read(asks);
        Assert.True(result.Mail!.Notices.HasFlag(Notices.AskedFor));
        Assert.Equal(1, _alice.Status(_bob).AskedFor);
        SealedMail again = Assert.Single(Resend(_alice, _bob));
        OpenResult read = _bob.Read(again);
        Assert.Equal("lost", Person.BodyOf(read.Mail!));
        Assert.True(read.Mail!.Notices.HasFlag(Notices.Resent));
        Assert.Empty(Resend(_alice, _bob));
        _alice.Read(asks); // a replayed NAK
        Assert.Empty(Resend(_alice, _bob));
    }

    [Fact]
    public void A_nak_for_a_mail_that_is_receipted_resends_nothing()
    {
        SealedMail mail = _alice.Write(_bob, "read in time");
        _bob.Body(mail);
        _alice.Body(_bob.Write(_alice, "I have it"));
        Unreadable(_bob, _alice, mail);
        _alice.Body(_bob.Write(_alice, "or have I?"));
        Assert.Equal(0, _alice.Status(_bob).AskedFor);
        Assert.Empty(Resend(_alice, _bob));
    }

    [Fact]
    public void A_nak_from_a_new_identity_at_a_pinned_address_is_refused_and_resends_nothing()
    {
        SealedMail mail = _alice.Write(_bob, "for Bob alone");
        using var impostor = new Person("bob", _clock, rsaIndex: 2);
        impostor.Knows(_alice);
        Unreadable(impostor, _alice, mail);
        Assert.Equal(MailFault.IdentityChanged, _alice.Refuses(impostor.Write(_alice, "please again").Packet));
        Assert.Empty(Resend(_alice, _bob));
    }

    [Fact]
    public void Nobody_is_asked_whom_the_user_does_not_know()
    {
        using var stranger = new Person("stranger", _clock, rsaIndex: 3);
        stranger.Knows(_bob);
        SealedMail mail = stranger.Write(_bob, "hello");
        using PostboxTransaction transaction = _bob.Postbox.Begin();
        transaction.NoteUnreadable(stranger.Address, mail.Packet);
        Assert.DoesNotContain(_bob.Dump(), record => record.StartsWith("nak-want", StringComparison.Ordinal));
    }

    [Fact]
    public void A_copy_for_sending_again_is_forgotten_with_its_receipt_and_after_60_days()
    {
        _bob.Body(_alice.Write(_bob, "one"));
        Assert.Contains(_alice.Dump(), IsCopy);
        _alice.Body(_bob.Write(_alice, "receipt"));
        Assert.DoesNotContain(_alice.Dump(), IsCopy);
        _alice.Write(_bob, "two, lost");
        _clock.Pass(days: 59);
        _alice.Tend();
        Assert.Contains(_alice.Dump(), IsCopy);
        _clock.Pass(days: 1.1);
        _alice.Tend();
        _clock.Pass(days: 1);
        _alice.Tend();
        Assert.DoesNotContain(_alice.Dump(), IsCopy);
    }

    [Fact]
    public void Two_idle_sides_acknowledge_once_in_a_year_and_never_loop()
    {
        int acks = 0;
        _bob.Body(_alice.Write(_bob, "the last mail for long"));
        for (int day = 0; day < 365; day++)
        {
            _clock.Pass(days: 1);
            acks += Acknowledge(_alice, _bob) + Acknowledge(_bob, _alice);
        }

        Assert.InRange(acks, 1, 2);
    }

    [Fact]
    public void An_acknowledgement_is_due_after_seven_days_without_own_mail_and_lets_the_peer_forget()
    {
        SealedMail mail = _alice.Write(_bob, "hello");
        _bob.Body(mail);
        _clock.Pass(days: 6.9);
        Assert.False(IsAckDue(_bob));
        _clock.Pass(days: 0.2);
        Assert.True(IsAckDue(_bob));
        uint before = Assert.Single(_alice.Status(_bob).Sessions).CurrentKeyId;
        Acknowledge(_bob, _alice);
        Assert.Equal(before + 1, Assert.Single(_alice.Status(_bob).Sessions).CurrentKeyId);
        Assert.False(IsAckDue(_alice));
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied")]
    [InlineData("List-Id: <list.example.org>")]
    [InlineData("Precedence: bulk")]
    public void Automatic_and_list_mail_is_never_acknowledged(string header)
    {
        _bob.Write(_alice, "so that nothing is owed");
        SealResult mail = _alice.TryWrite(
            _bob.Address, System.Text.Encoding.ASCII.GetBytes($"From: alice@example.org\r\n{header}\r\n\r\nx\r\n"));
        Assert.True(_bob.Read(mail.Mail!).IsOpened);
        _clock.Pass(days: 8);
        Assert.False(IsAckDue(_bob));
    }

    private static bool IsCopy(string record) => record.StartsWith("resend|", StringComparison.Ordinal);

    private static void Unreadable(Person reader, Person sender, SealedMail mail)
    {
        using PostboxTransaction transaction = reader.Postbox.Begin();
        transaction.NoteUnreadable(sender.Address, mail.Packet);
        transaction.Commit();
    }

    private static List<SealedMail> Resend(Person from, Person to)
    {
        using PostboxTransaction transaction = from.Postbox.Begin();
        Contact contact = from.ContactIn(transaction, to);
        IReadOnlyList<string> asked = transaction.AskedFor(contact);
        List<SealedMail> mails = [.. transaction.Resend(contact).Select(one => one.Result.Mail!)];
        transaction.LetGo(contact, asked);
        transaction.Commit();
        return mails;
    }

    private static bool IsAckDue(Person one)
    {
        using PostboxTransaction transaction = one.Postbox.Begin();
        return transaction.AcksDue().Count > 0;
    }

    private static int Acknowledge(Person from, Person to)
    {
        if (!IsAckDue(from))
            return 0;
        using PostboxTransaction transaction = from.Postbox.Begin();
        byte[] headers = System.Text.Encoding.ASCII.GetBytes($"From: {from.Address}\r\nAuto-Submitted: auto-replied\r\n");
        SealResult ack = transaction.Seal(to.Address, new MailContent(headers, Array.Empty<byte>(), MessageKind.Ack));
        transaction.Commit();
        transaction.Dispose();
        Assert.True(to.Read(ack.Mail!).IsOpened);
        return 1;
    }
}
