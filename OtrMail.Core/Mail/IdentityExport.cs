using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using OtrMail.Core.Keys;
using OtrMail.Core.Storage;
using OtrMail.Core.Wire;
using OtrMail.Ring;

namespace OtrMail.Core.Mail;

/// <summary>
/// What moves to a new machine: the identity key, the bundle (addresses, serial), prekeys, contacts with their pins, trust,
/// bundles and last stamps, and which of their signing keys are revoked. Signing keys, ratchet keys, sessions and ledgers
/// stay behind: a second store with the same keys and without the seen-rows would take forgeries for mail (design, section
/// 4, "One store a private key").
/// <code>
/// BYTE version (1) || DATA identity key || DATA bundle
/// || BYTE n, n times DATA prekey
/// || INT n, n times (DATA contact, LONG own stamp, LONG peer stamp)
/// || INT n, n times fingerprint of a revoked signing key (32)
/// </code>
/// </summary>
public sealed class IdentityExport : IDisposable
{
    /// <summary>No longer one is read: ten thousand contacts fit.</summary>
    public const int MaxBytes = 128 << 20;

    private const byte Version = 1;
    private const int MaxKeyBytes = 4096;
    private const int MaxContactBytes = 64 << 10;

    private readonly RsaPrivateKey _identity;
    private readonly IReadOnlyList<Prekey> _prekeys;
    private readonly IReadOnlyList<(Contact Contact, long OwnStamp, long PeerStamp)> _contacts;
    private readonly IReadOnlyList<Fingerprint> _revoked;
    private readonly bool _ownsIdentity;

    private IdentityExport(
        RsaPrivateKey identity,
        bool ownsIdentity,
        KeyBundle bundle,
        IReadOnlyList<Prekey> prekeys,
        IReadOnlyList<(Contact Contact, long OwnStamp, long PeerStamp)> contacts,
        IReadOnlyList<Fingerprint> revoked)
    {
        _identity = identity;
        _ownsIdentity = ownsIdentity;
        Bundle = bundle;
        _prekeys = prekeys;
        _contacts = contacts;
        _revoked = revoked;
    }

    /// <summary>The bundle that was announced last.</summary>
    public KeyBundle Bundle { get; }

    /// <summary>How many contacts move.</summary>
    public int Contacts => _contacts.Count;

    /// <summary>Reads an export, strictly; both signatures of each bundle are checked.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out IdentityExport? export)
    {
        export = null;
        var reader = new WireReader(bytes);
        reader.Require(reader.Byte() == Version);
        ReadOnlySpan<byte> secret = reader.Data(MaxKeyBytes);
        ReadOnlySpan<byte> bundleBytes = reader.Data(KeyBundle.MaxBytes);
        if (!reader.Ok || !KeyBundle.TryRead(bundleBytes, out KeyBundle? bundle)
            || !RsaPrivateKey.TryImport(secret, out RsaPrivateKey? identity))
            return false;
        if (!bundle.Identity.Fingerprint.AsSpan().SequenceEqual(identity.PublicKey.Fingerprint))
        {
            identity.Dispose();
            return false;
        }

        export = new IdentityExport(
            identity, ownsIdentity: true, bundle, ReadPrekeys(ref reader), ReadContacts(ref reader), ReadRevoked(ref reader));
        if (reader.Finished)
            return true;
        export.Dispose();
        export = null;
        return false;
    }

    /// <summary>The encoding; it holds secrets, and disposing it wipes them.</summary>
    public WireWriter Encode()
    {
        var writer = new WireWriter(64 << 10);
        byte[] secret = _identity.Export();
        writer.Byte(Version).Data(secret).Data(Bundle.Bytes.Span).Byte((byte)_prekeys.Count);
        CryptographicOperations.ZeroMemory(secret);
        foreach (Prekey prekey in _prekeys)
        {
            using WireWriter encoded = prekey.Encode();
            writer.Data(encoded.Written);
        }

        writer.Int((uint)_contacts.Count);
        foreach ((Contact contact, long ownStamp, long peerStamp) in _contacts)
            writer.Data(contact.Encode()).Long(ownStamp).Long(peerStamp);
        writer.Int((uint)_revoked.Count);
        foreach (Fingerprint key in _revoked)
            writer.Raw(key.Bytes.Span);
        return writer;
    }

    /// <summary>Wipes the keys.</summary>
    public void Dispose()
    {
        if (_ownsIdentity)
            _identity.Dispose();
        foreach (Prekey prekey in _prekeys)
            prekey.Dispose();
    }

    internal static IdentityExport Of(PostboxContext context)
    {
        var contacts = new List<(Contact, long, long)>();
        foreach (Contact contact in context.Contacts.All())
        {
            using Correspondence correspondence = context.Load(contact);
            contacts.Add((contact, correspondence.OwnStamp, correspondence.PeerStamp));
        }

        return new IdentityExport(
            context.Own.Identity,
            ownsIdentity: false,
            context.Own.Bundle,
            [.. context.Own.Prekeys().Take(byte.MaxValue)],
            contacts,
            Revocations.All(context.Store));
    }

    internal void PutInto(IStoreTransaction transaction, PostboxOptions options)
    {
        OwnKeys.PutMoved(transaction, _identity, Bundle, _prekeys, options.Life);
        var book = new ContactBook(transaction, options.Life);
        foreach ((Contact contact, long ownStamp, long peerStamp) in _contacts)
        {
            book.PutMoved(contact);
            if (contact.Trust == Trust.Stranger)
                Strangers.PutMoved(transaction, contact);
            Correspondence.PutMoved(transaction, contact, options.Suite, options.Life, ownStamp, peerStamp);
        }

        foreach (Fingerprint key in _revoked)
            Revocations.Put(transaction, key);
    }

    private static List<Prekey> ReadPrekeys(ref WireReader reader)
    {
        int count = reader.Byte();
        var prekeys = new List<Prekey>();
        for (int i = 0; i < count && reader.Ok; i++)
        {
            if (Prekey.TryDecode(reader.Data(MaxKeyBytes), out Prekey? prekey))
                prekeys.Add(prekey);
            else
                reader.Fail();
        }

        return prekeys;
    }

    private static List<(Contact Contact, long OwnStamp, long PeerStamp)> ReadContacts(ref WireReader reader)
    {
        uint count = reader.Int();
        var contacts = new List<(Contact, long, long)>();
        for (uint i = 0; i < count && reader.Ok; i++)
        {
            bool isRead = Contact.TryDecode(reader.Data(MaxContactBytes), out Contact? contact);
            long ownStamp = reader.Long();
            long peerStamp = reader.Long();
            if (isRead && reader.Ok)
                contacts.Add((contact!, ownStamp, peerStamp));
            else
                reader.Fail();
        }

        return contacts;
    }

    private static List<Fingerprint> ReadRevoked(ref WireReader reader)
    {
        uint count = reader.Int();
        var revoked = new List<Fingerprint>();
        for (uint i = 0; i < count && reader.Ok; i++)
        {
            ReadOnlySpan<byte> fingerprint = reader.Raw(Fingerprint.ByteCount);
            if (reader.Ok)
                revoked.Add(new Fingerprint(fingerprint));
        }

        return revoked;
    }
}
