using Org.BouncyCastle.Crypto.Digests;
using OtrMail.Ring;

namespace OtrMail.Core.Primitives;

/// <summary>
/// X-Wing, the hybrid KEM of X25519 and ML-KEM-768 (draft-connolly-cfrg-xwing-kem; the combiner is that of
/// draft 06 and later, with the label last). Both parts are a library's; the combiner is the few lines here.
/// </summary>
/// <remarks>
/// Private key: 32-byte seed, expanded by SHAKE256 to d ‖ z ‖ X25519 private key (96 bytes). Public key: ML-KEM
/// 1184 ‖ X25519 32 = 1216 bytes. Ciphertext: ML-KEM 1088 ‖ X25519 32 = 1120 bytes. Shared secret 32 bytes =
/// SHA3-256(ss_M ‖ ss_X ‖ ct_X ‖ pk_X ‖ "\.//^\").
/// </remarks>
public static class XWing
{
    /// <summary>Bytes of the private seed.</summary>
    public const int SeedBytes = 32;

    /// <summary>Bytes of a public key.</summary>
    public const int PublicKeyBytes = MlKem768.PublicKeyBytes + X25519.KeyBytes;

    /// <summary>Bytes of a ciphertext.</summary>
    public const int CiphertextBytes = MlKem768.CiphertextBytes + X25519.KeyBytes;

    private static ReadOnlySpan<byte> CombinerLabel => "\\.//^\\"u8;

    /// <summary>A fresh seed.</summary>
    public static SecretBytes GenerateSeed(IRandomSource random)
    {
        var seed = new SecretBytes(SeedBytes);
        random.Fill(seed.Writable);
        return seed;
    }

    /// <summary>The public key of a seed.</summary>
    public static byte[] PublicKey(ReadOnlySpan<byte> seed)
    {
        using SecretBytes expanded = Expand(seed);
        byte[] publicKey = new byte[PublicKeyBytes];
        MlKem768.PublicKey(expanded.Span[..MlKem768.SeedBytes]).CopyTo(publicKey, 0);
        X25519.PublicKey(expanded.Span[MlKem768.SeedBytes..]).CopyTo(publicKey, MlKem768.PublicKeyBytes);
        return publicKey;
    }

    /// <summary>Length and ML-KEM half as FIPS 203 demands; any 32 bytes are an X25519 key.</summary>
    public static bool IsValidPublicKey(ReadOnlySpan<byte> publicKey) =>
        publicKey.Length == PublicKeyBytes && MlKem768.IsValidPublicKey(publicKey[..MlKem768.PublicKeyBytes]);

    /// <summary>
    /// Encapsulates to a checked key. <see langword="null"/> when the X25519 half is a point of small order.
    /// </summary>
    public static SecretBytes? Encapsulate(ReadOnlySpan<byte> publicKey, Span<byte> ciphertext, IRandomSource random)
    {
        ReadOnlySpan<byte> dhKey = publicKey[MlKem768.PublicKeyBytes..];
        using SecretBytes kem =
            MlKem768.Encapsulate(publicKey[..MlKem768.PublicKeyBytes], ciphertext[..MlKem768.CiphertextBytes], random);
        using SecretBytes ephemeral = X25519.GeneratePrivateKey(random);
        Span<byte> dhCiphertext = ciphertext.Slice(MlKem768.CiphertextBytes, X25519.KeyBytes);
        X25519.PublicKey(ephemeral.Span).CopyTo(dhCiphertext);
        using SecretBytes? dh = X25519.Agree(ephemeral.Span, dhKey);
        return dh is null ? null : Combine(kem.Span, dh.Span, dhCiphertext, dhKey);
    }

    /// <summary>
    /// The shared secret of a ciphertext (1120 bytes), or <see langword="null"/> when its X25519 half is a point of
    /// small order.
    /// </summary>
    public static SecretBytes? Decapsulate(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> ciphertext)
    {
        if (ciphertext.Length != CiphertextBytes)
            throw new ArgumentException("an X-Wing ciphertext has 1120 bytes", nameof(ciphertext));
        using SecretBytes expanded = Expand(seed);
        ReadOnlySpan<byte> dhPrivate = expanded.Span[MlKem768.SeedBytes..];
        ReadOnlySpan<byte> dhCiphertext = ciphertext[MlKem768.CiphertextBytes..];
        using SecretBytes kem = MlKem768.Decapsulate(
            expanded.Span[..MlKem768.SeedBytes], ciphertext[..MlKem768.CiphertextBytes]);
        using SecretBytes? dh = X25519.Agree(dhPrivate, dhCiphertext);
        return dh is null ? null : Combine(kem.Span, dh.Span, dhCiphertext, X25519.PublicKey(dhPrivate));
    }

    private static SecretBytes Expand(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedBytes)
            throw new ArgumentException("an X-Wing seed has 32 bytes", nameof(seed));
        var shake = new ShakeDigest(256);
        shake.BlockUpdate(seed);
        var expanded = new SecretBytes(MlKem768.SeedBytes + X25519.KeyBytes);
        shake.OutputFinal(expanded.Writable);
        return expanded;
    }

    private static SecretBytes Combine(
        ReadOnlySpan<byte> kem, ReadOnlySpan<byte> dh, ReadOnlySpan<byte> dhCiphertext, ReadOnlySpan<byte> dhKey)
    {
        var sha3 = new Sha3Digest(256);
        sha3.BlockUpdate(kem);
        sha3.BlockUpdate(dh);
        sha3.BlockUpdate(dhCiphertext);
        sha3.BlockUpdate(dhKey);
        sha3.BlockUpdate(CombinerLabel);
        var secret = new SecretBytes(MlKem768.SharedSecretBytes);
        sha3.DoFinal(secret.Writable);
        sha3.Reset();
        return secret;
    }
}
