using OtrMail.Ring;
using Curve = Org.BouncyCastle.Math.EC.Rfc7748.X25519;

namespace OtrMail.Core.Primitives;

/// <summary>
/// X25519 (RFC 7748, section 5). Private keys, public keys and shared secrets have 32 bytes. An all-zero shared
/// secret (a point of small order on the other side) is refused, as RFC 7748 section 6.1 allows.
/// </summary>
public static class X25519
{
    /// <summary>Bytes of a private key, a public key and a shared secret.</summary>
    public const int KeyBytes = 32;

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
        var publicKey = new byte[KeyBytes];
        Curve.ScalarMultBase(privateKey, publicKey);
        return publicKey;
    }

    /// <summary>
    /// The shared secret of an own private key and a peer's public key, or <see langword="null"/> when it is all
    /// zero.
    /// </summary>
    public static SecretBytes? Agree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey)
    {
        var shared = new SecretBytes(KeyBytes);
        if (Curve.CalculateAgreement(privateKey, publicKey, shared.Writable))
            return shared;
        shared.Dispose();
        return null;
    }

    /// <summary>
    /// Whether a public key is a point of small order: every agreement with it gives zero, since private keys are
    /// multiples of eight.
    /// </summary>
    public static bool IsSmallOrder(ReadOnlySpan<byte> publicKey)
    {
        Span<byte> any = stackalloc byte[KeyBytes];
        any.Fill(1);
        using SecretBytes? shared = Agree(any, publicKey);
        return shared is null;
    }
}
