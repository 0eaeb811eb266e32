using System.Globalization;
using System.Security.Cryptography;
using OtrMail.Core.Storage;
using OtrMail.Core.Wire;
using OtrMail.Ring;

namespace OtrMail.Core.Keys;

/// <summary>
/// The records that the owner's keys are kept in. It reads and writes them, wipes what it read, and decides nothing.
/// </summary>
internal sealed class OwnKeyRecords(IStoreTransaction transaction)
{
    private const string Scope = "own";
    private const string Self = "";
    private const int MaxDue = 64;

    private static readonly RecordKind IdentityKind = new("own-identity", Forgettable: true);
    private static readonly RecordKind SigningKind = new("own-signing", Forgettable: true);
    private static readonly RecordKind PrekeyKind = new("own-prekey", Forgettable: true);
    private static readonly RecordKind BundleKind = new("own-bundle", Forgettable: false);

    /// <summary>The name of a prekey's record.</summary>
    public static string NameOf(uint prekeyId) => prekeyId.ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>The bundle; null when the store has no identity.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public KeyBundle? Bundle()
    {
        if (transaction.Get(BundleKind, Scope, Self) is not { } bytes)
            return null;
        return KeyBundle.TryRead(bytes, out KeyBundle? bundle) ? bundle : throw Damaged("the own key bundle");
    }

    /// <summary>Whether there is a bundle, without reading it.</summary>
    public bool HasBundle() => transaction.Get(BundleKind, Scope, Self) is not null;

    /// <summary>Keeps the bundle.</summary>
    public void Put(KeyBundle bundle) => transaction.Put(BundleKind, Scope, Self, bundle.Bytes.Span);

    /// <summary>The identity's private key; the caller disposes it.</summary>
    /// <exception cref="StoreException">It is not there, or cannot be read.</exception>
    public RsaPrivateKey Identity()
    {
        byte[] bytes = transaction.Get(IdentityKind, Scope, Self) ?? throw Damaged("the identity key");
        try
        {
            return RsaPrivateKey.TryImport(bytes, out RsaPrivateKey? key) ? key : throw Damaged("the identity key");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Keeps the identity's private key.</summary>
    public void Put(RsaPrivateKey identity)
    {
        byte[] secret = identity.Export();
        transaction.Put(IdentityKind, Scope, Self, secret);
        CryptographicOperations.ZeroMemory(secret);
    }

    /// <summary>A signing key; the caller disposes its private key.</summary>
    /// <exception cref="StoreException">It is not there, or cannot be read.</exception>
    public SigningKey Signing(Fingerprint fingerprint) =>
        Decode(transaction.Get(SigningKind, Scope, fingerprint.Hex) ?? throw Damaged("the signing key"));

    /// <summary>Keeps a signing key.</summary>
    public void Put(SigningKey key, LifeTimes life)
    {
        using WireWriter encoded = key.Encode();
        transaction.Put(SigningKind, Scope, Convert.ToHexStringLower(key.Key.PublicKey.Fingerprint), encoded.Written, due: key.NextDue(life));
    }

    /// <summary>All signing keys, without their private halves.</summary>
    public IEnumerable<HeldSigningKey> HeldSigning(LifeTimes life)
    {
        foreach (StoredRecord record in transaction.List(SigningKind, Scope))
        {
            bool isRead = SigningKey.TryReadDates(record.Value, out SigningDates dates, out bool hasSigned);
            CryptographicOperations.ZeroMemory(record.Value);
            if (!isRead || !Fingerprint.TryParse(record.Name, out Fingerprint? fingerprint))
                throw Damaged("a signing key");
            yield return new HeldSigningKey(fingerprint, dates, hasSigned, SigningKey.NextDue(dates, hasSigned, life));
        }
    }

    /// <summary>Signing keys for which something is due, by name; the caller disposes their private keys.</summary>
    public IEnumerable<(string Name, SigningKey Key)> DueSigning(long time)
    {
        foreach (StoredRecord record in transaction.DueBefore(SigningKind, time, MaxDue))
            yield return (record.Name, Decode(record.Value));
    }

    /// <summary>Deletes a signing key.</summary>
    public void DeleteSigning(string name) => transaction.Delete(SigningKind, Scope, name);

    /// <summary>The prekey of this ID; the caller disposes it.</summary>
    public Prekey? FindPrekey(uint id) =>
        transaction.Get(PrekeyKind, Scope, NameOf(id)) is { } bytes ? DecodePrekey(bytes) : null;

    /// <summary>Keeps a prekey.</summary>
    public void Put(Prekey prekey, LifeTimes life)
    {
        using WireWriter encoded = prekey.Encode();
        transaction.Put(PrekeyKind, Scope, NameOf(prekey.Id), encoded.Written, due: prekey.HeldUntil(life));
    }

    /// <summary>All prekeys; the caller disposes them.</summary>
    public IReadOnlyList<Prekey> Prekeys() => [.. transaction.List(PrekeyKind, Scope).Select(record => DecodePrekey(record.Value))];

    /// <summary>Names of prekeys that are held no longer.</summary>
    public IReadOnlyList<string> DuePrekeys(long time)
    {
        IReadOnlyList<StoredRecord> due = transaction.DueBefore(PrekeyKind, time, MaxDue);
        foreach (StoredRecord record in due)
            CryptographicOperations.ZeroMemory(record.Value);
        return [.. due.Select(record => record.Name)];
    }

    /// <summary>Deletes a prekey.</summary>
    public void DeletePrekey(string name) => transaction.Delete(PrekeyKind, Scope, name);

    /// <summary>When something was last due, up to now; 0 when nothing was.</summary>
    public long NewestDue(long now) =>
        Math.Max(transaction.NewestDue(PrekeyKind, now) ?? 0, transaction.NewestDue(SigningKind, now) ?? 0);

    /// <summary>Makes what was deleted unreadable for good.</summary>
    public void Forget() => transaction.Forget(Scope);

    private static SigningKey Decode(byte[] bytes)
    {
        try
        {
            return SigningKey.TryDecode(bytes, out SigningKey? key) ? key : throw Damaged("a signing key");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static Prekey DecodePrekey(byte[] bytes)
    {
        try
        {
            return Prekey.TryDecode(bytes, out Prekey? prekey) ? prekey : throw Damaged("a prekey");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static StoreException Damaged(string what) => new(StoreFault.Damaged, $"{what} in the store cannot be read");
}
