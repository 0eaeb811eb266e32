using System.Numerics;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Core.Keys;

/// <summary>
/// Signing keys of contacts whose prime has been seen. A valid prime, from anyone, revokes a known signing key at
/// once and for good: whoever has it can sign.
/// </summary>
public static class Revocations
{
    private static readonly RecordKind Known = new("known-signing", Forgettable: false);
    private static readonly RecordKind Revoked = new("revoked-signing", Forgettable: false);

    /// <summary>Remembers a signing key, so that its prime is recognised when it is seen.</summary>
    public static void Know(IStoreTransaction transaction, KeyBundle bundle)
    {
        string name = bundle.SigningFingerprint.Hex;
        if (transaction.Get(Known, "", name) is null)
            transaction.Put(Known, "", name, bundle.Signing.Modulus);
    }

    /// <summary>Whether the key's prime has been seen.</summary>
    public static bool IsRevoked(IStoreTransaction transaction, Fingerprint signingKey) =>
        transaction.Get(Revoked, "", signingKey.Hex) is not null;

    /// <summary>All revoked keys, for a store that moves.</summary>
    internal static IReadOnlyList<Fingerprint> All(IStoreTransaction transaction) =>
        [.. transaction.List(Revoked, "").Select(record => new Fingerprint(Convert.FromHexString(record.Name)))];

    /// <summary>Takes over from another store that a key is revoked.</summary>
    internal static void Put(IStoreTransaction transaction, Fingerprint signingKey) =>
        transaction.Put(Revoked, "", signingKey.Hex, []);

    /// <summary>
    /// Somebody published this prime for this key. If the key is known and the prime divides its modulus, it is
    /// revoked; anything else says nothing.
    /// </summary>
    public static bool Saw(IStoreTransaction transaction, ReadOnlySpan<byte> fingerprint, ReadOnlySpan<byte> prime)
    {
        string name = Convert.ToHexStringLower(fingerprint);
        if (transaction.Get(Known, "", name) is not { } modulus
            || !RsaPublicKey.TryImport(modulus, out RsaPublicKey? key)
            || !Divides(prime, key))
            return false;
        transaction.Put(Revoked, "", name, prime);
        return true;
    }

    // the prime and the modulus are public
    private static bool Divides(ReadOnlySpan<byte> prime, RsaPublicKey key)
    {
        var factor = new BigInteger(prime, isUnsigned: true, isBigEndian: true);
        var modulus = new BigInteger(key.Modulus, isUnsigned: true, isBigEndian: true);
        return factor > 1 && factor < modulus && BigInteger.Remainder(modulus, factor).IsZero;
    }
}
