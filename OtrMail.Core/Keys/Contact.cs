using System.Diagnostics.CodeAnalysis;
using System.Text;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Keys;

/// <summary>
/// A correspondent: an identity key, the newest bundle seen of it, and the addresses that are pinned to it.
/// </summary>
public sealed class Contact
{
    private const byte Version = 1;
    private const int MaxPinned = 64;

    private readonly List<Address> _pinned;

    /// <summary>A contact known by this bundle.</summary>
    public Contact(KeyBundle bundle, Trust trust, long firstSeen)
        : this(bundle, trust, firstSeen, bundle.NewestDate, [])
    {
    }

    private Contact(KeyBundle bundle, Trust trust, long firstSeen, long newestDate, List<Address> pinned)
    {
        Bundle = bundle;
        Trust = trust;
        FirstSeen = firstSeen;
        NewestDate = newestDate;
        _pinned = pinned;
    }

    /// <summary>The fingerprint of his identity key.</summary>
    public Fingerprint Fingerprint => Bundle.IdentityFingerprint;

    /// <summary>The newest bundle seen.</summary>
    public KeyBundle Bundle { get; private set; }

    /// <summary>How he became known.</summary>
    public Trust Trust { get; private set; }

    /// <summary>When he was first seen (Unix seconds).</summary>
    public long FirstSeen { get; }

    /// <summary>
    /// Newest stamp or bundle date verified from him: a lower bound of the true time, for whoever's clock is slow.
    /// </summary>
    public long NewestDate { get; private set; }

    /// <summary>Addresses that belong to this identity and no other, in the order in which they were pinned.</summary>
    public IReadOnlyList<Address> Pinned => _pinned;

    /// <summary>Raises trust; it never sinks by itself.</summary>
    public void Trusted(Trust trust)
    {
        if (trust > Trust)
            Trust = trust;
    }

    /// <summary>Notes a verified date.</summary>
    public void SawDate(long date) => NewestDate = Math.Max(NewestDate, date);

    /// <summary>Takes a bundle of the same identity if it is newer than the one held.</summary>
    public BundleNews Offer(KeyBundle bundle)
    {
        if (!bundle.IdentityFingerprint.Equals(Fingerprint))
            throw new ArgumentException("a contact keeps its identity", nameof(bundle));
        SawDate(bundle.NewestDate);
        if (bundle.Serial < Bundle.Serial)
            return BundleNews.Older;
        if (bundle.Serial == Bundle.Serial)
            return bundle.Bytes.Span.SequenceEqual(Bundle.Bytes.Span) ? BundleNews.Same : BundleNews.Conflict;
        Bundle = bundle;
        return BundleNews.Newer;
    }

    /// <summary>Pins an address; answers the one that had to go for it when there are too many.</summary>
    internal Address? Pin(Address address)
    {
        if (_pinned.Contains(address))
            return null;
        Address? oldest = _pinned.Count == MaxPinned ? _pinned[0] : null;
        if (oldest is not null)
            _pinned.RemoveAt(0);
        _pinned.Add(address);
        return oldest;
    }

    /// <summary>Takes an address away.</summary>
    internal void Unpin(Address address) => _pinned.Remove(address);

    internal byte[] Encode()
    {
        using var writer = new WireWriter(4096);
        writer.Byte(Version).Byte((byte)Trust).Long(FirstSeen).Long(NewestDate).Byte((byte)_pinned.Count);
        foreach (Address address in _pinned)
            writer.Text(address.ToString());
        writer.Data(Bundle.Bytes.Span);
        return writer.ToArray();
    }

    /// <param name="bytes">As <see cref="Encode"/> made them.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="known">A bundle that was read before: the very same bytes are not checked again.</param>
    internal static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Contact? contact, KeyBundle? known = null)
    {
        contact = null;
        var reader = new WireReader(bytes);
        reader.Require(reader.Byte() == Version);
        byte trust = reader.Byte();
        reader.Require(trust <= (byte)Trust.Verified);
        long firstSeen = reader.Long();
        long newestDate = reader.Long();
        int count = reader.Count(MaxPinned);
        var pinned = new List<Address>(count);
        for (int i = 0; i < count && reader.Ok; i++)
        {
            if (Address.TryParse(Encoding.UTF8.GetString(reader.Data(Address.MaxBytes)), out Address? address))
                pinned.Add(address);
            else
                reader.Fail();
        }

        ReadOnlySpan<byte> bundleBytes = reader.Data(KeyBundle.MaxBytes);
        if (!reader.Finished)
            return false;
        KeyBundle? bundle = known is not null && bundleBytes.SequenceEqual(known.Bytes.Span) ? known : null;
        if (bundle is null && !KeyBundle.TryRead(bundleBytes, out bundle))
            return false;
        contact = new Contact(bundle, (Trust)trust, firstSeen, newestDate, pinned);
        return true;
    }
}
