using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Tests.Mail;
using OtrMail.Core.Tests.Primitives;

namespace OtrMail.Core.Tests.Keys;

/// <summary>A bundle is read only when every byte of it is right.</summary>
public sealed class KeyBundleTests
{
    private const long Day = LifeTimes.Day;
    private const long Start = TestClock.Start;

    private static bool IsRead(BundleParts parts) => KeyBundle.TryRead(parts.Write(), out _);

    [Fact]
    public void A_good_bundle_is_read_and_says_what_was_put_in()
    {
        var parts = new BundleParts { Addresses = ["alice@example.org"u8.ToArray(), "a2@example.org"u8.ToArray()] };
        KeyBundle bundle = parts.Read();
        Assert.Equal(["alice@example.org", "a2@example.org"], bundle.Addresses.Select(a => a.ToString()));
        Assert.Equal(Start, bundle.Serial);
        Assert.Equal(parts.Identity.PublicKey.Fingerprint, bundle.IdentityFingerprint.Bytes.ToArray());
        Assert.Equal(parts.Signing.PublicKey.Fingerprint, bundle.SigningFingerprint.Bytes.ToArray());
        Assert.Equal(new SigningDates(Start, Start + 30 * Day, Start + 90 * Day), bundle.SigningDates);
        Assert.Equal(parts.Prekey, bundle.Prekey.ToArray());
        Assert.Equal(KeyBundle.PrekeyIdOf(bundle.PrekeyHash.Span), bundle.PrekeyId);
        Assert.True(KeyBundle.TryRead(bundle.Bytes.Span, out KeyBundle? again));
        Assert.Equal(bundle.Hash.ToArray(), again.Hash.ToArray());
    }

    [Fact]
    public void With_any_byte_changed_it_is_refused()
    {
        byte[] bytes = new BundleParts().Write();
        for (int at = 0; at < bytes.Length; at++)
        {
            byte was = bytes[at];
            bytes[at] ^= (byte)(1 << (at % 8));
            Assert.False(KeyBundle.TryRead(bytes, out _), $"byte {at}");
            bytes[at] = was;
        }

        Assert.True(KeyBundle.TryRead(bytes, out _));
    }

    [Fact]
    public void Cut_short_or_followed_by_something_it_is_refused()
    {
        byte[] bytes = new BundleParts().Write();
        for (int length = 0; length < bytes.Length; length++)
            Assert.False(KeyBundle.TryRead(bytes.AsSpan(0, length), out _), $"{length} bytes");
        Assert.False(IsRead(new BundleParts { Trailing = [0] }));
        Assert.False(KeyBundle.TryRead(new byte[KeyBundle.MaxBytes + 1], out _));
    }

    [Fact]
    public void A_signing_key_that_its_owner_did_not_countersign_is_refused()
    {
        // Mallory lists the signing key of somebody else, with every countersignature that he can get
        Assert.False(IsRead(new BundleParts { Identity = RsaPool.Take(2), Countersigner = RsaPool.Take(2) }));
        Assert.False(IsRead(new BundleParts { Identity = RsaPool.Take(2), Countersigner = RsaPool.Take(3) }));
        // the true one of the true owner: it names the owner
        Assert.False(IsRead(new BundleParts
        {
            Identity = RsaPool.Take(2),
            Countersigned = RsaPool.Take(0).PublicKey.Fingerprint,
        }));
        Assert.False(IsRead(new BundleParts { Signer = RsaPool.Take(2) }));
        Assert.False(IsRead(new BundleParts { Signer = RsaPool.Take(1) }));
        Assert.False(IsRead(new BundleParts { Signing = RsaPool.Take(0) })); // one key for both
    }

    [Fact]
    public void It_has_one_to_eight_distinct_addresses_in_canonical_form()
    {
        Assert.True(IsRead(With(Enumerable.Range(0, 8).Select(i => $"a{i}@example.org"))));
        Assert.False(IsRead(With(Enumerable.Range(0, 9).Select(i => $"a{i}@example.org"))));
        Assert.False(IsRead(With([])));
        Assert.False(IsRead(With(["a@example.org", "a@example.org"])));
        Assert.False(IsRead(With(["A@example.org"])));
        Assert.False(IsRead(With(["a@EXAMPLE.org"])));
        Assert.False(IsRead(With(["a@bücher.example"])));
        Assert.False(IsRead(With(["nobody"])));
        Assert.False(IsRead(With([new string('a', 250) + "@b.cd"])));
        Assert.False(IsRead(new BundleParts { AddressCount = 2 }));
    }

    [Fact]
    public void An_address_that_is_not_utf_8_is_refused()
    {
        Assert.False(IsRead(new BundleParts { Addresses = [[.. "a"u8, 0xff, .. "@example.org"u8]] }));
        Assert.False(IsRead(new BundleParts { Addresses = [[.. "a"u8, 0xc0, 0xaf, .. "@example.org"u8]] }));
        Assert.False(IsRead(new BundleParts { Addresses = [[.. "a"u8, 0xed, 0xa0, 0x80, .. "@example.org"u8]] }));
        Assert.False(IsRead(new BundleParts { Addresses = ["a\ufffd@example.org"u8.ToArray()] }));
    }

    [Fact]
    public void Its_dates_are_in_order_and_within_400_days()
    {
        Assert.True(IsRead(new BundleParts { SigningDates = (Start, Start + 1, Start + 1) }));
        Assert.True(IsRead(new BundleParts { SigningDates = (Start, Start + 1, Start + 400 * Day) }));
        Assert.False(IsRead(new BundleParts { SigningDates = (Start, Start + 1, Start + 400 * Day + 1) }));
        Assert.False(IsRead(new BundleParts { SigningDates = (Start, Start, Start + 1) }));
        Assert.False(IsRead(new BundleParts { SigningDates = (Start, Start + 2, Start + 1) }));
        Assert.False(IsRead(new BundleParts { SigningDates = (Start, long.MaxValue, long.MinValue) }));
        Assert.True(IsRead(new BundleParts { PrekeyDates = (Start, Start + 400 * Day) }));
        Assert.False(IsRead(new BundleParts { PrekeyDates = (Start, Start + 400 * Day + 1) }));
        Assert.False(IsRead(new BundleParts { PrekeyDates = (Start, Start) }));
        Assert.False(IsRead(new BundleParts { Serial = -1 }));
        Assert.False(IsRead(new BundleParts { PrekeyDates = (0, long.MaxValue) }));
    }

    [Fact]
    public void Its_prekey_is_checked_as_fips_203_says_and_its_magic_and_version_are_fixed()
    {
        Assert.False(IsRead(new BundleParts { Prekey = KemTests.With(BundleParts.DefaultPrekey, 700, 3329) }));
        Assert.False(IsRead(new BundleParts { Magic = "OTRM" }));
        Assert.False(IsRead(new BundleParts { Version = 2 }));
        Assert.False(IsRead(new BundleParts { Version = 0 }));
    }

    [Fact]
    public void A_newer_bundle_has_the_next_serial_or_the_time()
    {
        using var alice = new Person("alice", rsaIndex: 0);
        long serial = alice.Bundle.Serial;
        Assert.Equal(serial + 1, alice.Announce(alice.Address).Serial);
        Assert.Equal(serial + 2, alice.Announce(alice.Address).Serial);
        alice.Clock.Pass(days: 1);
        Assert.Equal(alice.Clock.Seconds, alice.Announce(alice.Address).Serial);
        alice.Clock.Pass(days: -1.5); // within the tolerance it only grows
        Assert.Equal(serial + Day + 1, alice.Announce(alice.Address).Serial);
        alice.Clock.Pass(days: -30); // the clock once was wrong, and peers refused what it said: the run restarts at now
        Assert.Equal(alice.Clock.Seconds + 1, alice.Announce(alice.Address).Serial);
    }

    private static BundleParts With(IEnumerable<string> addresses) =>
        new() { Addresses = [.. addresses.Select(Encoding.UTF8.GetBytes)] };
}
