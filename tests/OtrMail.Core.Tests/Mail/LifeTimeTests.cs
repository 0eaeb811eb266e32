using OtrMail.Core.Mail;

namespace OtrMail.Core.Tests.Mail;

/// <summary>Silence just before and just after each life time of the design's table (scenario 8).</summary>
public sealed class LifeTimeTests : IDisposable
{
    private const double Second = 1.0 / 86_400;

    private readonly TestClock _clock = new();
    private readonly Person _alice;
    private readonly Person _bob;

    public LifeTimeTests()
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
    public void A_prekey_is_used_until_day_180_and_then_the_bundle_is_stale()
    {
        _clock.Pass(days: 180);
        Assert.True(TryWrite(_alice, _bob, commit: false).IsSealed);
        _clock.Pass(Second);
        SealResult stale = TryWrite(_alice, _bob);
        Assert.Equal(MailFault.StaleBundle, stale.Refusal?.Fault);
        _bob.Renew(signingIndex: 20);
        _alice.Knows(_bob);
        Assert.True(TryWrite(_alice, _bob).IsSealed);
    }

    [Theory]
    [InlineData(90, true)]
    [InlineData(90 + Second, false)]
    public void A_first_or_reply_is_accepted_until_its_signing_key_is_90_days_old(double days, bool isAccepted)
    {
        SealedMail first = _alice.Write(_bob, "first");
        SealedMail second = _alice.Write(_bob, "second");
        _bob.Body(second);
        SealedMail reply = _bob.Write(_alice, "reply");
        _clock.Pass(days);
        if (isAccepted)
        {
            _bob.Body(first);
            _alice.Body(reply);
            return;
        }

        _bob.RefusesUnchanged(MailFault.TooLate, first.Packet);
        _alice.RefusesUnchanged(MailFault.TooLate, reply.Packet);
        Assert.True(_bob.Read(second).Mail!.IsDuplicate); // what was read in time stays read
    }

    [Fact]
    public void An_offer_is_answered_until_90_days_after_the_last_first()
    {
        _bob.Body(_alice.Write(_bob, "first"));
        _clock.Pass(days: 10);
        _bob.Body(_alice.Write(_bob, "same offer")); // the 90 days begin again
        _bob.Knows(_alice);
        _clock.Pass(days: 90);
        Assert.Equal(PacketType.Reply, TryWrite(_bob, _alice, commit: false).Mail!.Type);
        _clock.Pass(Second);
        Assert.Equal(PacketType.First, TryWrite(_bob, _alice).Mail!.Type);
    }

    [Theory]
    [InlineData(90, "same")]
    [InlineData(90 + Second, "other")]
    public void An_unanswered_offer_is_repeated_for_90_days_and_then_a_new_one_is_made(double days, string session)
    {
        SealedMail first = _alice.Write(_bob, "first");
        _clock.Pass(days);
        SealedMail next = _alice.Write(_bob, "next");
        Assert.Equal(PacketType.First, next.Type);
        bool isSame = Outsider.Parse(first).Header.SessionId.AsSpan().SequenceEqual(Outsider.Parse(next).Header.SessionId);
        Assert.Equal(session == "same", isSame);
    }

    [Fact]
    public void An_unanswered_offer_is_erased_120_days_after_the_last_first()
    {
        _alice.Write(_bob, "first");
        _clock.Pass(days: 120);
        Assert.Single(Assert.Single(_alice.Status(_bob).Sessions).HeldKeys);
        AssertErasedOnceConfirmed(_alice, _bob);
    }

    [Fact]
    public void An_offer_that_was_replaced_late_is_erased_on_the_same_day()
    {
        _alice.Write(_bob, "first");
        _clock.Pass(days: 110);
        _alice.Write(_bob, "anew"); // another x1; the old one is receive-only from here on
        Assert.Equal(2, _alice.Status(_bob).Sessions.Count);
        _clock.Pass(days: 10 + Second);
        _alice.Status(_bob); // the first run that sees it due
        _clock.Pass(days: 1);
        Assert.Equal(SessionState.FirstSent, Assert.Single(_alice.Status(_bob).Sessions).State);
    }

    [Fact]
    public void An_owed_reply_is_forgotten_when_its_offer_must_not_be_answered_any_more()
    {
        _bob.Body(_alice.Write(_bob, "first"));
        _clock.Pass(days: 90);
        Assert.Single(_bob.Status(_alice).Sessions);
        AssertErasedOnceConfirmed(_bob, _alice);
    }

    [Fact]
    public void A_ratchet_key_is_used_for_330_days_after_the_stamp_that_announced_it()
    {
        Person.Acquaint(_alice, _bob);
        RenewBoth(days: 330);
        Assert.Equal(PacketType.Data, TryWrite(_alice, _bob, commit: false).Mail!.Type);
        _clock.Pass(days: 0.01);
        Assert.Equal(PacketType.First, TryWrite(_alice, _bob, commit: false).Mail!.Type);
        SealedMail anew = _alice.Write(_bob, "anew");
        Assert.Equal("anew", _bob.Body(anew));
        Assert.Equal("and back", _alice.Body(_bob.Write(_alice, "and back")));
    }

    [Fact]
    public void A_ratchet_key_is_held_for_365_days_after_its_last_announcement()
    {
        Person.Acquaint(_alice, _bob);
        SealedMail withheld = _alice.Write(_bob, "withheld");
        _clock.Pass(days: 364.9);
        Assert.Equal("withheld", _bob.Body(withheld));
        _clock.Pass(days: 0.101); // Bob has announced nothing since
        AssertErasedOnceConfirmed(_bob, _alice);
    }

    [Fact]
    public void Who_only_reads_does_not_keep_his_keys_for_ever()
    {
        _bob.Body(_alice.Write(_bob, "first"));
        _alice.Body(_bob.Write(_alice, "reply")); // Alice never writes again: her next key is announced nowhere
        _clock.Pass(days: 365);
        Assert.Single(_alice.Status(_bob).Sessions);
        AssertErasedOnceConfirmed(_alice, _bob);
    }

    [Fact]
    public void A_peer_who_answers_a_reply_after_half_a_year_is_still_read()
    {
        _bob.Body(_alice.Write(_bob, "first"));
        SealedMail[] firsts = [_alice.Write(_bob, "late first 1"), _alice.Write(_bob, "late first 2")];
        _alice.Body(_bob.Write(_alice, "reply"));
        _clock.Pass(days: 89);
        _bob.Body(firsts[0]);
        _clock.Pass(days: 1);
        _bob.Body(firsts[1]); // Bob's own use of x1 ends here, and everything else is as it was
        _clock.Pass(days: 100);
        SealedMail data = _alice.Write(_bob, "half a year later");
        Assert.Equal(PacketType.Data, data.Type);
        Assert.Equal("half a year later", _bob.Body(data));
        Assert.Equal(SessionState.Established, _bob.SendingState(_alice));
    }

    [Fact]
    public void A_reply_that_is_too_old_to_be_repeated_makes_way_for_a_first_and_both_meet_again()
    {
        _bob.Body(_alice.Write(_bob, "first"));
        SealedMail reply = _bob.Write(_alice, "reply");
        _clock.Pass(days: 89);
        _alice.Body(reply);
        _clock.Pass(days: 2);
        _bob.Renew(signingIndex: 20);
        _alice.Renew(signingIndex: 21);
        SealedMail first = _bob.Write(_alice, "nobody answered");
        Assert.Equal(PacketType.First, first.Type);
        SealedMail data = _alice.Write(_bob, "crossing");
        Assert.Equal(PacketType.Data, data.Type);
        Assert.Equal("nobody answered", _alice.Body(first));
        Assert.Equal("crossing", _bob.Body(data));
        Assert.Equal("well", _bob.Body(_alice.Write(_bob, "well")));
        Assert.Equal("so", _alice.Body(_bob.Write(_alice, "so")));
    }

    private static SealResult TryWrite(Person from, Person to, bool commit = true) =>
        from.TryWrite(to.Address, Person.Text(from.Address.ToString(), "hello"), commit);

    /// <summary>Past its date nothing is used any more; it is erased when two runs a day apart agree.</summary>
    private void AssertErasedOnceConfirmed(Person holder, Person peer)
    {
        _clock.Pass(Second);
        Assert.Single(holder.Status(peer).Sessions);
        _clock.Pass(days: 1);
        Assert.Empty(holder.Status(peer).Sessions);
    }

    /// <summary>Lets time pass and renews prekeys and signing keys, which live shorter; each imports the other's.</summary>
    private void RenewBoth(double days)
    {
        _clock.Pass(days);
        _alice.Renew(signingIndex: 20);
        _bob.Renew(signingIndex: 21);
        _alice.Knows(_bob);
        _bob.Knows(_alice);
    }
}
