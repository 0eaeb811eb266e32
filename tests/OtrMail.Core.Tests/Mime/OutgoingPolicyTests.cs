using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Mime;

/// <summary>Who gets a mail encrypted, who in the clear, and who not at all.</summary>
public sealed class OutgoingPolicyTests : IDisposable
{
    private static readonly Address Dave = Address.Parse("dave@example.net");
    private static readonly OutgoingPolicy Opportunistic = new(IsOpportunistic: true, []);

    private readonly TestClock _clock = new();
    private readonly Person _alice;
    private readonly Person _bob;

    public OutgoingPolicyTests()
    {
        _alice = new Person("alice", _clock, rsaIndex: 0);
        _bob = new Person("bob", _clock, rsaIndex: 1);
        _alice.Knows(_bob);
    }

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
    }

    [Fact]
    public void Without_a_word_everybody_needs_a_key()
    {
        Assert.Equal([_bob.Address], Decide(OutgoingPolicy.EncryptAll, "", _bob.Address, _bob.Address).Encrypted);
        OutgoingPlan plan = Decide(OutgoingPolicy.EncryptAll, "", _bob.Address, Dave, Address.Parse("erin@example.net"));
        Assert.False(plan.IsAllowed);
        Assert.Equal([OutgoingFault.NoKey, OutgoingFault.NoKey], plan.Refusals.Select(refusal => refusal.Fault));
    }

    [Fact]
    public void Opportunistic_gives_plain_text_only_to_people_without_a_key()
    {
        OutgoingPlan plan = Decide(Opportunistic, "", _bob.Address, Dave, _alice.Address);
        Assert.True(plan.IsAllowed);
        Assert.Equal([_bob.Address, _alice.Address], plan.Encrypted);
        Assert.Equal([Dave], plan.Plain);
    }

    [Fact]
    public void A_contact_with_an_old_key_gets_no_plain_text_unless_he_is_named()
    {
        _clock.Pass(days: 200);
        Assert.Equal([new OutgoingRefusal(_bob.Address, OutgoingFault.StaleBundle)], Decide(Opportunistic, "", _bob.Address).Refusals);
        Assert.Equal([_bob.Address], Decide(new OutgoingPolicy(false, [_bob.Address]), "", _bob.Address).Plain);
    }

    [Fact]
    public void A_session_that_has_the_peers_keys_does_not_need_his_bundle()
    {
        _bob.Knows(_alice);
        _alice.Body(_bob.Write(_alice, "hello"));
        _bob.Body(_alice.Write(_bob, "hello back"));
        _alice.Body(_bob.Write(_alice, "again"));
        _clock.Pass(days: 200);
        Assert.True(Decide(OutgoingPolicy.EncryptAll, "", _bob.Address).IsAllowed);
    }

    [Fact]
    public void Somebody_elses_From_is_refused()
    {
        using PostboxTransaction transaction = _bob.Postbox.Begin();
        OutgoingPlan plan = Opportunistic.Decide(transaction, Mail(""), [Dave]);
        Assert.Equal([new OutgoingRefusal(_alice.Address, OutgoingFault.ForeignSender)], plan.Refusals);
    }

    [Theory]
    [InlineData("In-Reply-To: <1@example.net>\n")]
    [InlineData("References: <0@example.net>\n\t<1@example.net>\n")]
    public void An_answer_that_also_goes_to_a_contact_is_not_sent_in_the_clear(string answers)
    {
        Assert.Equal([new OutgoingRefusal(Dave, OutgoingFault.AnswerWithContact)], Decide(Opportunistic, answers, _bob.Address, Dave).Refusals);
        Assert.True(Decide(new OutgoingPolicy(true, [Dave]), answers, _bob.Address, Dave).IsAllowed);
        Assert.True(Decide(Opportunistic, answers, Dave).IsAllowed);
        Assert.True(Decide(Opportunistic, answers, _alice.Address, Dave).IsAllowed);
    }

    [Theory]
    [InlineData("In-Reply-To: <1@example.org>\n")]
    [InlineData("In-Reply-To: Bob's message of yesterday <1@example.org>\n")]
    [InlineData("References: <0@example.net><1@example.org>,<2@example.net>\n")]
    [InlineData("References: <0@example.net>\nReferences:\n <1@example.org>\n")]
    [InlineData("In-Reply-To: 1@example.org\n")]
    public void An_answer_to_an_encrypted_mail_is_not_sent_in_the_clear(string answers)
    {
        Assert.True(Decide(Opportunistic, answers, Dave).IsAllowed);
        Assert.True(_alice.TryWrite(_bob.Address, Encoding.UTF8.GetBytes("From: alice@example.org\nMessage-ID: <1@example.org>\n\nsecret\n")).IsSealed);
        Assert.Equal([new OutgoingRefusal(Dave, OutgoingFault.AnswerToEncrypted)], Decide(Opportunistic, answers, Dave).Refusals);
        Assert.True(Decide(new OutgoingPolicy(false, [Dave]), answers, Dave).IsAllowed);
    }

    [Fact]
    public void A_plain_mail_carries_the_own_key_once_and_no_bcc()
    {
        OutgoingMail mail = Mail("Bcc: secret@example.net\nOTR-Mail-Key: AAAA\n");
        string text = Encoding.UTF8.GetString(PlainMail.Of(mail, _alice.Bundle).ToArray());
        Assert.True(HeaderBlock.TryParse(Encoding.UTF8.GetBytes(text), out HeaderBlock? header, out _));
        Assert.Equal([Convert.ToBase64String(_alice.Bundle.Bytes.Span)], KeyHeader.Find(header));
        Assert.DoesNotContain("secret", text);
        Assert.EndsWith("From: alice@example.org\n\nhello\n", text);
    }

    private static OutgoingMail Mail(string more)
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"{more}From: alice@example.org\n\nhello\n");
        Assert.True(OutgoingMail.TryParse(bytes, out OutgoingMail? mail, out MimeFault fault), fault.ToString());
        return mail;
    }

    private OutgoingPlan Decide(OutgoingPolicy policy, string more, params Address[] recipients)
    {
        using PostboxTransaction transaction = _alice.Postbox.Begin();
        return policy.Decide(transaction, Mail(more), recipients);
    }
}
