using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using OtrMail.Core.Im.Messages;
using OtrMail.Core.Primitives;

namespace OtrMail.Core.Im;

/// <summary>A long-lived DSA key of OTR (1024 bits, q of 160): signs the exchange of keys, never what is said.</summary>
public sealed class ImIdentity : IDisposable
{
    internal ImIdentity(DsaPrivateKey key)
    {
        Key = key;
        PublicKey = PublicKeyEncoding.Write(key.Public);
        Fingerprint = PublicKeyEncoding.FingerprintOf(key.Public);
    }

    /// <summary>The fingerprint.</summary>
    public ImFingerprint Fingerprint { get; }

    /// <summary>The PUBKEY of the specification.</summary>
    internal ReadOnlyMemory<byte> PublicKey { get; }

    internal DsaPrivateKey Key { get; }

    /// <summary>A fresh key of 1024 bits. Takes a second or so: primes are looked for.</summary>
    public static ImIdentity Generate() => new(DsaPrivateKey.Generate());

    /// <summary>
    /// Reads a key out of libotr's key file (<c>otr.private_key</c>, an S-expression of libgcrypt in its text form).
    /// </summary>
    /// <param name="file">The file's text, at most <see cref="ImLimits.KeyFileBytes"/>.</param>
    /// <param name="account">The account's name in it; null takes the only one there is.</param>
    /// <param name="identity">The key, when answered <see langword="true"/>.</param>
    public static bool TryReadLibotr(string file, string? account, [NotNullWhen(true)] out ImIdentity? identity)
    {
        ArgumentNullException.ThrowIfNull(file);
        identity = LibotrKeyFile.Find(file, account) is { } key ? new ImIdentity(key) : null;
        return identity is not null;
    }

    /// <summary>The signature over a MAC of the exchange, 40 bytes.</summary>
    /// <exception cref="CryptographicException">libcrypto refuses.</exception>
    internal byte[] Sign(ReadOnlySpan<byte> mac) => Key.Sign(mac);

    /// <summary>Wipes the private key.</summary>
    public void Dispose() => Key.Dispose();
}
