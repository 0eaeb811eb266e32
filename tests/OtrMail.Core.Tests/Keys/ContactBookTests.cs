using OtrMail.Core.Keys;
using OtrMail.Core.Storage;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Keys;

/// <summary>The key seen first is remembered, and a changed one waits for the user (paper, 5.1).</summary>
public sealed class ContactBookTests : IDisposable
{
    private const long Now = TestClock.Start;

    private static readonly Fingerprint Own = new(new byte[32]);

    private readonly MemoryStore _store = new();
    private readonly IStoreTransaction _transaction;
    private readonly ContactBook _book;

    public ContactBookTests()
    {
        _transaction = _store.Begin();
        _book = new ContactBook(_transaction, LifeTimes.Default);
    }

    public void Dispose()
    {
        _transaction.Dispose();
        _store.Dispose();
    }

    private static KeyBundle Alice(long serial = Now, params string[] addresses) => Bundle(0, serial, addresses is [] ? ["alice@example.org"] : addresses);

    private static KeyBundle Mallory(long serial = Now, params string[] addresses) => Bundle(2, serial, addresses is [] ? ["mallory@example.org"] : addresses);

    private static KeyBundle Bundle(int rsa, long serial, string[] addresses) => new BundleParts
    {
        Serial = serial,
        Addresses = [.. addresses.Select(System.Text.Encoding.UTF8.GetBytes)],
        Identity = RsaPool.Take(rsa),
        Signing = RsaPool.Take(rsa + 1),
    }.Read();

    private ImportOutcome Import(KeyBundle bundle) => _book.Import(bundle, Own, Now).Outcome;

    [Fact]
    public void An_imported_bundle_pins_all_of_its_addresses()
    {
        Assert.Equal(ImportOutcome.New, Import(Alice(Now, "alice@example.org", "a2@example.org")));
        Contact contact = Assert.Single(_book.All());
        Assert.Equal(Trust.Accepted, contact.Trust);
        Assert.Equal(["alice@example.org", "a2@example.org"], contact.Pinned.Select(a => a.ToString()));
        Assert.Equal(contact.Fingerprint, _book.PinnedTo(Address.Parse("A2@example.org")));
        Assert.Equal(contact.Fingerprint, _book.Find(Address.Parse("alice@example.org"))!.Fingerprint);
    }

    [Fact]
    public void An_older_serial_never_replaces_a_newer_and_an_equal_one_with_other_bytes_is_a_conflict()
    {
        KeyBundle first = Alice(Now);
        Import(first);
        Assert.Equal(ImportOutcome.Unchanged, Import(first));
        Assert.Equal(ImportOutcome.Conflict, Import(Alice(Now, "other@example.org")));
        Assert.Null(_book.PinnedTo(Address.Parse("other@example.org")));
        KeyBundle newer = Alice(Now + 5, "alice@example.org", "new@example.org");
        Assert.Equal(ImportOutcome.Updated, Import(newer));
        Assert.Equal(ImportOutcome.Older, Import(Alice(Now - 5, "old@example.org")));
        Assert.Null(_book.PinnedTo(Address.Parse("old@example.org")));
        Contact contact = _book.Find(first.IdentityFingerprint)!;
        Assert.Equal(newer.Hash.ToArray(), contact.Bundle.Hash.ToArray());
        Assert.Equal(Now + 5, contact.NewestDate);
    }

    [Theory]
    [InlineData(2 * LifeTimes.Day, ImportOutcome.New)]
    [InlineData((2 * LifeTimes.Day) + 1, ImportOutcome.ClockSuspect)]
    public void A_date_more_than_two_days_ahead_is_suspect(long ahead, ImportOutcome outcome)
    {
        Assert.Equal(outcome, Import(Alice(Now + ahead)));
        KeyBundle signing = new BundleParts
        {
            Identity = RsaPool.Take(2),
            Signing = RsaPool.Take(3),
            Addresses = ["b@example.org"u8.ToArray()],
            SigningDates = (Now + ahead, Now + ahead + 1, Now + ahead + 1),
        }.Read();
        Assert.Equal(outcome, Import(signing));
        KeyBundle prekey = new BundleParts
        {
            Identity = RsaPool.Take(4),
            Signing = RsaPool.Take(5),
            Addresses = ["c@example.org"u8.ToArray()],
            PrekeyDates = (Now + ahead, Now + ahead + 1),
        }.Read();
        Assert.Equal(outcome, Import(prekey));
        Assert.Equal(outcome == ImportOutcome.New ? 3 : 0, _book.All().Count);
    }

    [Fact]
    public void The_own_bundle_is_no_contact()
    {
        KeyBundle own = Alice();
        Assert.Equal(ImportOutcome.Own, _book.Import(own, own.IdentityFingerprint, Now).Outcome);
        Assert.Empty(_book.All());
    }

    [Fact]
    public void Another_identity_at_a_pinned_address_is_set_aside_until_the_user_accepts_it()
    {
        Address address = Address.Parse("alice@example.org");
        KeyBundle alice = Alice();
        Import(alice);
        KeyBundle changed = Mallory(Now, "alice@example.org", "m@example.org");
        ImportResult result = _book.Import(changed, Own, Now);
        Assert.Equal(ImportOutcome.IdentityChanged, result.Outcome);
        Assert.Equal(address, result.Conflicting);
        Assert.Equal(alice.IdentityFingerprint, result.Pinned);
        Assert.Equal(alice.IdentityFingerprint, _book.PinnedTo(address));
        Assert.Null(_book.PinnedTo(Address.Parse("m@example.org")));
        Assert.Null(_book.Find(changed.IdentityFingerprint));
        Assert.Equal(changed.Hash.ToArray(), _book.Aside(address)!.Hash.ToArray());

        Assert.Null(_book.Accept(address, new Fingerprint([.. Enumerable.Repeat((byte)1, 32)]), Now));
        Assert.Equal(alice.IdentityFingerprint, _book.PinnedTo(address));

        Contact accepted = _book.Accept(address, changed.IdentityFingerprint, Now)!;
        Assert.Equal(Trust.Verified, accepted.Trust);
        Assert.Equal(changed.IdentityFingerprint, _book.PinnedTo(address));
        Assert.Equal([address], _book.Find(changed.IdentityFingerprint)!.Pinned);
        Assert.Empty(_book.Find(alice.IdentityFingerprint)!.Pinned);
        Assert.Null(_book.Aside(address));
    }

    [Fact]
    public void Accepting_the_identity_that_is_pinned_verifies_it()
    {
        KeyBundle alice = Alice();
        Import(alice);
        Assert.Equal(Trust.Verified, _book.Accept(Address.Parse("alice@example.org"), alice.IdentityFingerprint, Now)!.Trust);
        Import(Alice(Now + 1));
        Assert.Equal(Trust.Verified, _book.Find(alice.IdentityFingerprint)!.Trust); // trust never sinks by itself
    }

    [Fact]
    public void A_fingerprint_that_was_never_seen_at_the_address_is_not_accepted()
    {
        Import(Alice());
        KeyBundle mallory = Mallory();
        Import(mallory);
        Assert.Null(_book.Accept(Address.Parse("alice@example.org"), mallory.IdentityFingerprint, Now));
    }

    [Fact]
    public void Pinning_what_is_pinned_to_somebody_else_is_an_error_of_the_caller()
    {
        Import(Alice());
        Import(Mallory());
        Contact mallory = _book.Find(Address.Parse("mallory@example.org"))!;
        Assert.Throws<InvalidOperationException>(() => _book.Pin(mallory, Address.Parse("alice@example.org")));
    }

    [Fact]
    public void A_deleted_contact_leaves_no_pin_however_many_addresses_he_had()
    {
        for (int i = 0; i < 10; i++)
            Import(Alice(Now + i, [.. Enumerable.Range(0, 8).Select(j => $"a{(8 * i) + j}@example.org")]));
        Contact alice = Assert.Single(_book.All());
        Assert.All(alice.Pinned, address => Assert.Equal(alice.Fingerprint, _book.PinnedTo(address)));
        _book.Delete(alice);
        for (int i = 0; i < 80; i++)
            Assert.Null(_book.PinnedTo(Address.Parse($"a{i}@example.org")));
        Assert.Equal(ImportOutcome.New, Import(Mallory(Now, "a0@example.org")));
    }

    [Fact]
    public void A_contact_comes_back_from_the_store_as_it_was()
    {
        Import(Alice(Now, "alice@example.org", "a2@example.org"));
        Contact contact = Assert.Single(_book.All());
        contact.SawDate(Now + 77);
        byte[] encoded = contact.Encode();
        Assert.True(Contact.TryDecode(encoded, out Contact? read));
        Assert.Equal(encoded, read.Encode());
        Assert.Equal(Now + 77, read.NewestDate);
        for (int length = 0; length < encoded.Length; length += 13)
            Assert.False(Contact.TryDecode(encoded.AsSpan(0, length), out _));
        Assert.Throws<ArgumentException>(() => contact.Offer(Mallory()));
    }
}
