using OtrMail.Core.Storage;

namespace OtrMail.Core.Keys;

/// <summary>
/// The contacts of a store (paper, 5.1): the key seen first is remembered, a changed one is refused until the user
/// has decided. Each address is pinned to one identity at most.
/// </summary>
/// <param name="transaction">Where they are kept.</param>
/// <param name="life">How far a date may be ahead.</param>
public sealed class ContactBook(IStoreTransaction transaction, LifeTimes life)
{
    private const string Self = "";

    /// <summary>Contacts that one core reads before another one has begun.</summary>
    private const int MostByOne = 64;

    /// <summary>Contacts that are read at once; a bundle takes about 10 KiB.</summary>
    private const int ReadAtOnce = 256;

    private static readonly RecordKind Contacts = new("contact", Forgettable: false);
    private static readonly RecordKind Pins = new("address", Forgettable: false);
    private static readonly RecordKind SetAside = new("set-aside", Forgettable: false);

    /// <summary>The bundle that was read last: many mails of a batch are of one sender, and it is checked once.</summary>
    private KeyBundle? _read;

    /// <summary>The scope under which everything about this peer is kept.</summary>
    public static string ScopeOf(Fingerprint peer) => "peer:" + peer.Hex;

    /// <summary>The contact whose scope this is.</summary>
    public Contact? FindByScope(string scope) =>
        Fingerprint.TryParse(scope.Split(':')[^1], out Fingerprint? peer) ? Find(peer) : null;

    /// <summary>The contact of an identity.</summary>
    public Contact? Find(Fingerprint peer)
    {
        byte[]? bytes = transaction.Get(Contacts, ScopeOf(peer), Self);
        return bytes is null ? null : Decode(bytes);
    }

    /// <summary>The contact that an address is pinned to.</summary>
    public Contact? Find(Address address) => PinnedTo(address) is { } peer ? Find(peer) : null;

    /// <summary>The identity that an address is pinned to.</summary>
    public Fingerprint? PinnedTo(Address address)
    {
        byte[]? bytes = transaction.Get(Pins, Self, address.ToString());
        return bytes is null ? null : new Fingerprint(bytes);
    }

    /// <summary>All contacts, by their first pinned address.</summary>
    public IReadOnlyList<Contact> All() =>
        [.. Each().OrderBy(contact => contact.Pinned.Count == 0 ? "" : contact.Pinned[0].ToString(), StringComparer.Ordinal)];

    /// <summary>
    /// All contacts in the order of the store, read some at a time: whoever keeps none of them needs no memory for all.
    /// </summary>
    public IEnumerable<Contact> Each()
    {
        var waiting = new Queue<StoredRecord>(transaction.ListAll(Contacts));
        var some = new List<StoredRecord>();
        while (waiting.Count > 0)
        {
            some.Clear();
            while (some.Count < ReadAtOnce && waiting.TryDequeue(out StoredRecord? record))
                some.Add(record);
            foreach (Contact contact in DecodeAll(some))
                yield return contact;
        }
    }

    /// <summary>All addresses that are pinned to somebody, without reading whom.</summary>
    public IReadOnlyList<Address> PinnedAddresses() =>
        [.. transaction.ListAll(Pins).Select(record => Address.TryParse(record.Name, out Address? address)
            ? address
            : throw new StoreException(StoreFault.Damaged, "a pinned address in the store cannot be read"))];

    /// <summary>The first of these addresses that is pinned to another identity than <paramref name="peer"/>.</summary>
    public Address? PinnedElsewhere(IEnumerable<Address> addresses, Fingerprint peer) =>
        addresses.FirstOrDefault(address => PinnedTo(address) is { } owner && !owner.Equals(peer));

    /// <summary>Keeps a contact.</summary>
    public void Save(Contact contact)
    {
        transaction.Put(Contacts, ScopeOf(contact.Fingerprint), Self, contact.Encode());
        Revocations.Know(transaction, contact.Bundle);
    }

    /// <summary>Pins an address that is pinned to nobody else. The caller saves the contact.</summary>
    public void Pin(Contact contact, Address address)
    {
        if (PinnedTo(address) is { } owner && !owner.Equals(contact.Fingerprint))
            throw new InvalidOperationException("an address is pinned to one identity only");
        if (contact.Pin(address) is { } dropped)
            transaction.Delete(Pins, Self, dropped.ToString());
        transaction.Put(Pins, Self, address.ToString(), contact.Fingerprint.Bytes.Span);
    }

    /// <summary>Takes over a contact from another store, with its pins.</summary>
    internal void PutMoved(Contact contact)
    {
        foreach (Address address in contact.Pinned)
            transaction.Put(Pins, Self, address.ToString(), contact.Fingerprint.Bytes.Span);
        Save(contact);
    }

    /// <summary>
    /// Takes a bundle that the user imports. What gets pinned is all of its addresses, since the user chose it.
    /// </summary>
    /// <param name="bundle">A bundle whose signatures verified.</param>
    /// <param name="own">The own identity.</param>
    /// <param name="now">The own clock, Unix seconds.</param>
    public ImportResult Import(KeyBundle bundle, Fingerprint own, long now)
    {
        if (bundle.IdentityFingerprint.Equals(own))
            return new ImportResult(ImportOutcome.Own, bundle);
        if (bundle.NewestDate > now + life.ClockTolerance)
            return new ImportResult(ImportOutcome.ClockSuspect, bundle);
        if (PinnedElsewhere(bundle.Addresses, bundle.IdentityFingerprint) is { } conflicting)
        {
            PutAside(bundle);
            return new ImportResult(ImportOutcome.IdentityChanged, bundle, conflicting, PinnedTo(conflicting));
        }

        Contact? known = Find(bundle.IdentityFingerprint);
        ImportOutcome outcome = known is null
            ? ImportOutcome.New
            : known.Offer(bundle) switch
            {
                BundleNews.Same => ImportOutcome.Unchanged,
                BundleNews.Newer => ImportOutcome.Updated,
                BundleNews.Older => ImportOutcome.Older,
                _ => ImportOutcome.Conflict,
            };
        if (outcome is ImportOutcome.Conflict)
            return new ImportResult(outcome, bundle);
        Contact contact = known ?? new Contact(bundle, Trust.Accepted, now);
        contact.Trusted(Trust.Accepted);
        if (outcome != ImportOutcome.Older)
        {
            foreach (Address address in bundle.Addresses)
                Pin(contact, address);
        }

        Save(contact);
        return new ImportResult(outcome, bundle);
    }

    /// <summary>
    /// Takes a changed identity key for an address, after the user compared its fingerprint. The address leaves the
    /// identity that it was pinned to.
    /// </summary>
    /// <returns>The contact that the address is pinned to now, or <see langword="null"/> when no bundle of this
    /// fingerprint has been seen for the address.</returns>
    public Contact? Accept(Address address, Fingerprint fingerprint, long now)
    {
        Fingerprint? owner = PinnedTo(address);
        KeyBundle? aside = TakeAside(address, fingerprint);
        Contact? contact = Find(fingerprint);
        if (aside is not null)
        {
            if (contact is null)
                contact = new Contact(aside, Trust.Accepted, now);
            else
                contact.Offer(aside);
        }

        if (contact is null || (aside is null && !fingerprint.Equals(owner)))
            return null;
        if (owner is not null && !owner.Equals(fingerprint) && Find(owner) is { } former)
        {
            former.Unpin(address);
            Save(former);
            transaction.Delete(Pins, Self, address.ToString());
        }

        contact.Trusted(Trust.Verified);
        Pin(contact, address);
        Save(contact);
        return contact;
    }

    /// <summary>
    /// Sets a bundle aside whose address is pinned to another identity, so that the user can accept it: the newest
    /// one for each address concerned.
    /// </summary>
    public void PutAside(KeyBundle bundle)
    {
        foreach (Address address in bundle.Addresses)
        {
            if (PinnedTo(address) is { } owner && !owner.Equals(bundle.IdentityFingerprint))
                transaction.Put(SetAside, Self, address.ToString(), bundle.Bytes.Span);
        }
    }

    /// <summary>The bundle set aside for an address.</summary>
    public KeyBundle? Aside(Address address) =>
        transaction.Get(SetAside, Self, address.ToString()) is { } bytes && KeyBundle.TryRead(bytes, out KeyBundle? bundle)
            ? bundle
            : null;

    /// <summary>Deletes a contact and the pins of its addresses. Its sessions are the caller's to forget.</summary>
    public void Delete(Contact contact)
    {
        foreach (Address address in contact.Pinned)
        {
            transaction.Delete(Pins, Self, address.ToString());
            transaction.Delete(SetAside, Self, address.ToString());
        }

        transaction.Delete(Contacts, ScopeOf(contact.Fingerprint), Self);
    }

    private KeyBundle? TakeAside(Address address, Fingerprint fingerprint)
    {
        if (Aside(address) is not { } bundle || !bundle.IdentityFingerprint.Equals(fingerprint))
            return null;
        transaction.Delete(SetAside, Self, address.ToString());
        return bundle;
    }

    private static StoreException Unreadable() => new(StoreFault.Damaged, "a contact in the store cannot be read");

    /// <summary>All cores check the bundles of many.</summary>
    private Contact[] DecodeAll(List<StoredRecord> records)
    {
        if (records.Count < MostByOne)
            return [.. records.Select(record => Decode(record.Value))];
        var contacts = new Contact?[records.Count];
        Parallel.For(0, records.Count, i => Contact.TryDecode(records[i].Value, out contacts[i]));
        return [.. contacts.Select(contact => contact ?? throw Unreadable())];
    }

    private Contact Decode(byte[] bytes)
    {
        if (!Contact.TryDecode(bytes, out Contact? contact, _read))
            throw Unreadable();
        _read = contact.Bundle;
        return contact;
    }
}
