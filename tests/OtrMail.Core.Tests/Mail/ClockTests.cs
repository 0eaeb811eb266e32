using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Ratchet;

namespace OtrMail.Core.Tests.Mail;

/// <summary>Wrong clocks: what comes from the future waits, and what a slow clock would let pass is refused.</summary>
public sealed class ClockTests : IDisposable
{
    private const long Day = LifeTimes.Day;

    private readonly Person _alice = new("alice", rsaIndex: 0);
    private readonly Person _bob = new("bob", rsaIndex: 1);

    public ClockTests() => _alice.Knows(_bob);

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
    }

    [Fact]
    public void A_stamp_more_than_two_days_ahead_is_suspect_in_every_type_and_read_when_the_time_has_come()
    {
        _alice.Clock.Pass(days: 3);
        SealedMail first = _alice.Write(_bob, "from the future");
        _bob.RefusesUnchanged(MailFault.ClockSuspect, first.Packet);
        _bob.Clock.Pass(days: 1);
        Assert.Equal("from the future", _bob.Body(first));
        _bob.Clock.Pass(days: 5);
        SealedMail reply = _bob.Write(_alice, "reply");
        _alice.RefusesUnchanged(MailFault.ClockSuspect, reply.Packet);
        _alice.Clock.Pass(days: 3);
        _alice.Body(reply);
        _alice.Clock.Pass(days: 5);
        SealedMail data = _alice.Write(_bob, "data");
        _bob.RefusesUnchanged(MailFault.ClockSuspect, data.Packet);
    }

    [Theory]
    [InlineData(2 * Day, true)]
    [InlineData((2 * Day) + 1, false)]
    public void A_bundle_may_be_two_days_ahead_and_no_more(long ahead, bool isRead)
    {
        _alice.Clock.Seconds += ahead;
        KeyBundle bundle = _alice.Announce(_alice.Address); // its serial alone is ahead
        byte[] packet = First(bundle, RsaPool.Take(1)).First();
        if (isRead)
            Assert.True(_bob.Read(packet).IsOpened);
        else
            _bob.RefusesUnchanged(MailFault.ClockSuspect, packet);
    }

    [Fact]
    public void A_clock_that_was_once_fast_does_not_silence_its_owner_for_ever()
    {
        _bob.Body(_alice.Write(_bob, "1"));
        _alice.Body(_bob.Write(_alice, "2"));
        _alice.Clock.Pass(days: 90);
        SealedMail refused = _alice.Write(_bob, "from the future");
        _bob.RefusesUnchanged(MailFault.ClockSuspect, refused.Packet);
        _alice.Clock.Pass(days: -90);
        SealedMail right = _alice.Write(_bob, "right again");
        Assert.Equal("right again", _bob.Body(right));
        Assert.Equal("so be it", _alice.Body(_bob.Write(_alice, "so be it")));
    }

    [Fact]
    public void Stamps_grow_even_when_the_clock_stands_still_or_goes_back_a_little()
    {
        long last = 0;
        for (int i = 0; i < 5; i++)
        {
            _alice.Write(_bob, "again");
            Assert.True(_alice.Status(_bob).OwnStamp > last);
            last = _alice.Status(_bob).OwnStamp;
            _alice.Clock.Seconds -= 60;
        }
    }

    [Fact]
    public void A_first_under_an_expired_signing_key_is_too_late_for_a_slow_clock_that_has_seen_a_newer_stamp()
    {
        KeyBundle old = _alice.Bundle;
        _bob.Body(_alice.Write(_bob, "hello"));
        SealedMail reply = _bob.Write(_alice, "reply");
        _alice.Body(reply);
        _alice.Clock.Pass(days: 95);
        _bob.Clock.Pass(days: 95);
        Assert.Equal("later", _bob.Body(_alice.Write(_bob, "later"))); // the newest date that Bob has verified
        _bob.Clock.Pass(days: -40);
        Forgery forged = First(old, RsaPool.Take(1)) with { Stamp = _bob.Clock.Seconds };
        _bob.RefusesUnchanged(MailFault.TooLate, forged.First());
    }

    [Fact]
    public void A_slow_clock_that_has_seen_nothing_newer_is_the_one_thing_that_helps_the_forger()
    {
        KeyBundle old = _alice.Bundle;
        _bob.Clock.Pass(days: 80); // the true time is day 120
        Forgery forged = First(old, RsaPool.Take(1)) with { Stamp = _bob.Clock.Seconds };
        Assert.True(_bob.Read(forged.First()).IsOpened);
    }

    private Forgery First(KeyBundle bundle, OtrMail.Ring.RsaPrivateKey signing) => new()
    {
        Recipient = _bob.Bundle,
        Bundle = bundle,
        Sender = bundle.IdentityFingerprint,
        Signing = signing,
        Own = RatchetKeyPair.Generate(_alice.Random),
        Mail = Person.Text("alice@example.org", "hello"),
    };
}
