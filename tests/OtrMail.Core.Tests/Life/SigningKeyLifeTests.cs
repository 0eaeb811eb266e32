using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Storage;
using OtrMail.Core.Tests.Mail;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Life;

/// <summary>Rotation, publication and revocation of signing keys; wrong clocks (scenarios 9 and 10).</summary>
public sealed class SigningKeyLifeTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly Person _alice;
    private readonly Person _bob;

    public SigningKeyLifeTests()
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
    public void Whatever_runs_first_after_day_30_renews_signing_key_and_prekey_and_the_next_mail_announces_them()
    {
        Person.Acquaint(_alice, _bob);
        KeyBundle before = _alice.CurrentBundle();
        _clock.Pass(days: 30);
        Assert.Equal(before.Serial, _alice.CurrentBundle().Serial);
        _clock.Pass(days: 0.001);
        KeyBundle after = _alice.CurrentBundle();
        Assert.True(after.Serial > before.Serial);
        Assert.NotEqual(before.SigningFingerprint, after.SigningFingerprint);
        Assert.NotEqual(before.PrekeyId, after.PrekeyId);
        _bob.Body(_alice.Write(_bob, "with the new bundle"));
        Assert.Equal(after.Serial, _bob.ContactOf(_alice)!.Bundle.Serial);
    }

    [Fact]
    public void A_signing_key_that_signed_is_published_from_day_97_to_277_and_its_prime_gives_the_key()
    {
        Person.Acquaint(_alice, _bob);
        KeyBundle first = _alice.Bundle;
        foreach (int day in new[] { 31, 60, 90, 96 })
        {
            At(day);
            Assert.Empty(Published(_alice, _bob));
        }

        At(97.5);
        Assert.Empty(Published(_alice, _bob)); // one run is not enough
        At(98.6);
        PublishedKey published = Assert.Single(Published(_alice, _bob));
        Assert.Equal(first.SigningFingerprint.Bytes.ToArray(), published.Fingerprint);
        using RsaPrivateKey? key = RsaPrivateKey.FromPrime(first.Signing, published.Prime);
        Assert.True(first.Signing.VerifyPss([1, 2, 3], key!.SignPss([1, 2, 3])));
        At(276);
        Assert.Contains(Published(_alice, _bob), one => one.Fingerprint.AsSpan().SequenceEqual(published.Fingerprint));
        At(278);
        Assert.DoesNotContain(Published(_alice, _bob), one => one.Fingerprint.AsSpan().SequenceEqual(published.Fingerprint));
    }

    [Fact]
    public void A_signing_key_that_never_signed_is_erased_and_never_published()
    {
        string name = _alice.Bundle.SigningFingerprint.Hex;
        Assert.Contains(_alice.Dump(), record => record.StartsWith($"own-signing|own|{name}", StringComparison.Ordinal));
        At(31);
        At(32.5);
        Assert.DoesNotContain(_alice.Dump(), record => record.StartsWith($"own-signing|own|{name}", StringComparison.Ordinal));
        At(100);
        At(102);
        Assert.DoesNotContain(_alice.Dump(), record => record.StartsWith("own-published", StringComparison.Ordinal));
    }

    [Fact]
    public void A_clock_90_days_fast_for_one_run_publishes_and_erases_nothing()
    {
        Person.Acquaint(_alice, _bob);
        _clock.Pass(days: 10);
        _alice.Tend();
        string[] before = Private(_alice);
        _clock.Pass(days: 90);
        _alice.Tend();
        _clock.Pass(days: -90);
        _alice.Tend();
        Assert.Subset(Private(_alice).ToHashSet(), before.ToHashSet());
        Assert.Empty(Published(_alice, _bob));
        Assert.Equal("still here", _bob.Body(_alice.Write(_bob, "still here")));
        Assert.Equal("here too", _alice.Body(_bob.Write(_alice, "here too")));
    }

    [Fact]
    public void A_first_start_with_the_clock_a_year_ahead_is_usable_once_it_is_right()
    {
        var fast = new TestClock();
        fast.Pass(days: 365);
        using var carol = new Person("carol", fast, rsaIndex: 2);
        Assert.Equal(ImportOutcome.ClockSuspect, _bob.Knows(carol).Outcome);
        fast.Pass(days: -365);
        Assert.Equal(ImportOutcome.New, _bob.Knows(carol).Outcome);
        carol.Knows(_bob);
        Assert.Equal("hello", _bob.Body(carol.Write(_bob, "hello")));
        Assert.Equal("hello back", carol.Body(_bob.Write(carol, "hello back")));
    }

    [Fact]
    public void A_first_under_a_published_key_is_too_late_for_a_slow_clock_that_has_seen_a_newer_stamp()
    {
        var slow = new TestClock();
        using var dave = new Person("dave", slow, rsaIndex: 3);
        _alice.Knows(dave);
        Person.Acquaint(_alice, dave);
        KeyBundle old = _alice.Bundle;
        At(99);
        slow.Seconds = _clock.Seconds - 100; // right for once, and a stamp is seen
        _alice.Knows(dave);
        dave.Body(_alice.Write(dave, "late in spring"));
        slow.Pass(days: -40);
        byte[] forged = Forge(old, RsaPool.Take(1), dave.CurrentBundle(), slow.Seconds);
        Assert.Equal(MailFault.TooLate, dave.Refuses(forged));
    }

    [Fact]
    public void A_prime_seen_in_a_strangers_mail_revokes_the_key_at_once()
    {
        SealedMail read = _alice.Write(_bob, "hello");
        _bob.Body(read); // Bob knows Alice's signing key
        SealedMail honest = _alice.Write(_bob, "on its way");
        using var stranger = new Person("stranger", _clock, rsaIndex: 2);
        stranger.Knows(_bob);
        Publish(stranger, RsaPool.Take(1)); // Alice's
        _bob.Body(stranger.Write(_bob, "look what I found"));
        Assert.Equal(MailFault.NotAuthentic, _bob.Refuses(Forge(_alice.Bundle, RsaPool.Take(1), _bob.CurrentBundle(), _clock.Seconds)));
        Assert.Equal(MailFault.NotAuthentic, _bob.Refuses(honest.Packet));
        Assert.True(_bob.Read(read).Mail!.IsDuplicate); // what was read in time stays read
        _alice.Renew(signingIndex: 60);
        Assert.Equal("with another key", _bob.Body(_alice.Write(_bob, "with another key")));
    }

    [Fact]
    public void A_number_that_does_not_divide_the_modulus_revokes_nothing()
    {
        _bob.Body(_alice.Write(_bob, "hello"));
        using IStoreTransaction transaction = _bob.Store.Begin();
        ReadOnlySpan<byte> fingerprint = _alice.Bundle.SigningFingerprint.Bytes.Span;
        Assert.False(Revocations.Saw(transaction, fingerprint, [1]));
        Assert.False(Revocations.Saw(transaction, fingerprint, [5]));
        Assert.False(Revocations.Saw(transaction, fingerprint, _alice.Bundle.Signing.Modulus));
        Assert.False(Revocations.IsRevoked(transaction, _alice.Bundle.SigningFingerprint));
    }

    private void At(double day)
    {
        _clock.Seconds = TestClock.Start + (long)(day * 86_400);
        _alice.Tend();
    }

    private static string[] Private(Person one) =>
        [.. one.Dump().Where(record => record.StartsWith("own-signing", StringComparison.Ordinal)
            || record.StartsWith("own-prekey", StringComparison.Ordinal)).Select(record => string.Join('|', record.Split('|')[..3]))];

    private static IReadOnlyList<PublishedKey> Published(Person from, Person to)
    {
        from.Knows(to);
        SealResult result = from.TryWrite(to.Address, Person.Text(from.Address.ToString(), "hello"), commit: false);
        return Outsider.Parse(result.Mail!.Packet).PublishedKeys;
    }

    private static void Publish(Person by, RsaPrivateKey key)
    {
        using RsaPrivateKey owned = key;
        using IStoreTransaction transaction = by.Store.Begin();
        long now = by.Clock.Seconds;
        var dates = new SigningDates(now - (100 * LifeTimes.Day), now - (70 * LifeTimes.Day), now - (10 * LifeTimes.Day));
        PublishedSigningKey.Add(transaction, new SigningKey(key, dates, HasSigned: true), LifeTimes.Default);
        transaction.Commit();
    }

    private static byte[] Forge(KeyBundle sender, RsaPrivateKey signing, KeyBundle recipient, long stamp)
    {
        using RsaPrivateKey owned = signing;
        using RatchetKeyPair x1 = RatchetKeyPair.Generate(new SeededRandom(5));
        return new Forgery
        {
            Recipient = recipient,
            Bundle = sender,
            Sender = sender.IdentityFingerprint,
            Signing = signing,
            Own = x1,
            Stamp = stamp,
            Mail = Person.Text(sender.Addresses[0].ToString(), "forged"),
        }.First();
    }
}
