using OtrMail.Ring;

namespace OtrMail.Core.Primitives;

/// <summary>
/// X25519 (RFC 7748, section 5). Private keys, public keys and shared secrets have 32 bytes. An all-zero shared
/// secret (a point of small order on the other side) is refused, as RFC 7748 section 6.1 allows.
/// </summary>
public static class X25519
{
    /// <summary>Bytes of a private key, a public key and a shared secret.</summary>
    public const int KeyBytes = 32;

    private static readonly byte[][] SmallOrder =
    [
        Convert.FromHexString("0000000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("0100000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
        Convert.FromHexString("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
        Convert.FromHexString("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        Convert.FromHexString("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        Convert.FromHexString("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    ];

    /// <summary>What computes: libcrypto, or BouncyCastle where that cannot be loaded.</summary>
    internal static IX25519Backend Backend { get; set; } = LibcryptoX25519.TryCreate() ?? (IX25519Backend)new BouncyX25519();

    /// <summary>A fresh private key: 32 uniform bytes; clamping happens in each use.</summary>
    public static SecretBytes GeneratePrivateKey(IRandomSource random)
    {
        var key = new SecretBytes(KeyBytes);
        random.Fill(key.Writable);
        return key;
    }

    /// <summary>The public key of a private key.</summary>
    public static byte[] PublicKey(ReadOnlySpan<byte> privateKey)
    {
        CheckLength(privateKey, nameof(privateKey));
        var publicKey = new byte[KeyBytes];
        Backend.PublicKey(privateKey, publicKey);
        return publicKey;
    }

    /// <summary>
    /// The shared secret of an own private key and a peer's public key, or <see langword="null"/> when it is all
    /// zero.
    /// </summary>
    public static SecretBytes? Agree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey)
    {
        CheckLength(privateKey, nameof(privateKey));
        CheckLength(publicKey, nameof(publicKey));
        var shared = new SecretBytes(KeyBytes);
        if (Backend.TryAgree(privateKey, publicKey, shared.Writable))
            return shared;
        shared.Dispose();
        return null;
    }

    /// <summary>
    /// Whether a public key is a point of small order: every agreement with it gives zero, since private keys are
    /// multiples of eight. Modulo p = 2^255 - 19 there are five such u-coordinates, on curve and twist: 0, 1, -1 and two of order
    /// eight (Bernstein, "Curve25519: new Diffie-Hellman speed records", and cr.yp.to/ecdh.html); 0 and 1 have a second encoding
    /// below 2^255, and the highest bit counts nothing (RFC 7748, section 5).
    /// </summary>
    public static bool IsSmallOrder(ReadOnlySpan<byte> publicKey)
    {
        Span<byte> u = stackalloc byte[KeyBytes];
        publicKey.CopyTo(u);
        u[^1] &= 0x7f;
        foreach (byte[] small in SmallOrder)
        {
            if (u.SequenceEqual(small)) // public on both sides
                return true;
        }

        return false;
    }

    private static void CheckLength(ReadOnlySpan<byte> key, string name)
    {
        if (key.Length != KeyBytes)
            throw new ArgumentException($"a key has {KeyBytes} bytes", name);
    }
}
