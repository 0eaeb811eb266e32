using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;
using OtrMail.Ring;

namespace OtrMail.Core.Primitives;

/// <summary>
/// ML-KEM-768 (FIPS 203). A private key is kept as its 64-byte seed d ‖ z (section 7.1); an encapsulation key is
/// checked as section 7.2 says before it is used.
/// </summary>
/// <remarks>Seed 64 bytes, encapsulation key 1184, ciphertext 1088, shared secret 32.</remarks>
public static class MlKem768
{
    /// <summary>Bytes of the private seed d ‖ z.</summary>
    public const int SeedBytes = 64;

    /// <summary>Bytes of an encapsulation key.</summary>
    public const int PublicKeyBytes = 1184;

    /// <summary>Bytes of a ciphertext.</summary>
    public const int CiphertextBytes = 1088;

    /// <summary>Bytes of a shared secret.</summary>
    public const int SharedSecretBytes = 32;

    private const int Modulus = 3329;

    /// <summary>A fresh seed.</summary>
    public static SecretBytes GenerateSeed(IRandomSource random)
    {
        var seed = new SecretBytes(SeedBytes);
        random.Fill(seed.Writable);
        return seed;
    }

    /// <summary>The encapsulation key of a seed.</summary>
    public static byte[] PublicKey(ReadOnlySpan<byte> seed)
    {
        MLKemPrivateKeyParameters key = FromSeed(seed);
        try
        {
            return key.GetPublicKeyEncoded();
        }
        finally
        {
            Wipe(key);
        }
    }

    /// <summary>
    /// The check of FIPS 203, section 7.2: right length, and every 12-bit coefficient below the modulus 3329.
    /// </summary>
    public static bool IsValidPublicKey(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != PublicKeyBytes)
            return false;
        const int vectorBytes = PublicKeyBytes - 32;
        for (int i = 0; i < vectorBytes; i += 3)
        {
            int first = publicKey[i] | (publicKey[i + 1] & 0x0f) << 8;
            int second = publicKey[i + 1] >> 4 | publicKey[i + 2] << 4;
            if (first >= Modulus || second >= Modulus)
                return false;
        }

        return true;
    }

    /// <summary>Encapsulates to a checked key: a fresh shared secret and the ciphertext that carries it.</summary>
    /// <param name="publicKey">An encapsulation key for which <see cref="IsValidPublicKey"/> holds.</param>
    /// <param name="ciphertext">1088 bytes, written.</param>
    /// <param name="random">Source of the 32 random bytes m.</param>
    public static SecretBytes Encapsulate(ReadOnlySpan<byte> publicKey, Span<byte> ciphertext, IRandomSource random)
    {
        if (!IsValidPublicKey(publicKey))
            throw new ArgumentException("not an ML-KEM-768 encapsulation key", nameof(publicKey));
        var encapsulator = new MLKemEncapsulator(MLKemParameters.ml_kem_768);
        var key = MLKemPublicKeyParameters.FromEncoding(MLKemParameters.ml_kem_768, publicKey.ToArray());
        encapsulator.Init(new ParametersWithRandom(key, new BouncyRandom(random)));
        var secret = new SecretBytes(SharedSecretBytes);
        encapsulator.Encapsulate(ciphertext[..CiphertextBytes], secret.Writable);
        return secret;
    }

    /// <summary>
    /// The shared secret of a ciphertext. A ciphertext that was not made for this key gives a pseudo-random secret
    /// (implicit rejection, FIPS 203 section 7.3).
    /// </summary>
    public static SecretBytes Decapsulate(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> ciphertext)
    {
        if (ciphertext.Length != CiphertextBytes)
            throw new ArgumentException("an ML-KEM-768 ciphertext has 1088 bytes", nameof(ciphertext));
        var decapsulator = new MLKemDecapsulator(MLKemParameters.ml_kem_768);
        MLKemPrivateKeyParameters key = FromSeed(seed);
        try
        {
            decapsulator.Init(key);
            var secret = new SecretBytes(SharedSecretBytes);
            decapsulator.Decapsulate(ciphertext, secret.Writable);
            return secret;
        }
        finally
        {
            Wipe(key);
        }
    }

    private static MLKemPrivateKeyParameters FromSeed(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedBytes)
            throw new ArgumentException("an ML-KEM-768 seed has 64 bytes", nameof(seed));
        byte[] copy = seed.ToArray();
        try
        {
            return MLKemPrivateKeyParameters.FromSeed(MLKemParameters.ml_kem_768, copy);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    /// <summary>Overwrites what BouncyCastle keeps of a private key; it offers no way to do so itself.</summary>
    internal static void Wipe(MLKemPrivateKeyParameters key)
    {
        CryptographicOperations.ZeroMemory(SeedOf(key));
        CryptographicOperations.ZeroMemory(EncodingOf(key));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_seed")]
    internal static extern ref byte[] SeedOf(MLKemPrivateKeyParameters key);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_encoding")]
    internal static extern ref byte[] EncodingOf(MLKemPrivateKeyParameters key);
}
