using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Primitives;
using OtrMail.Ring;

namespace OtrMail.Core.Ratchet;

/// <summary>
/// An own ratchet key of mail: an X25519 pair and a bare ML-KEM-768 pair (or the X25519 pair alone, for y1).
/// Secret form: X25519 private key (32 bytes), followed by the ML-KEM seed (64 bytes) if there is one.
/// </summary>
public sealed class RatchetKeyPair : IDisposable
{
    private const int FullSecretBytes = X25519.KeyBytes + MlKem768.SeedBytes;

    private readonly SecretBytes _secret;

    private RatchetKeyPair(SecretBytes secret)
    {
        _secret = secret;
        byte[] dh = X25519.PublicKey(DhPrivate);
        byte[] encoded = HasKem ? [.. dh, .. MlKem768.PublicKey(KemSeed)] : dh;
        Public = RatchetPublicKey.TryRead(encoded, out RatchetPublicKey? key)
            ? key
            : throw new InvalidOperationException("the generated ML-KEM key is not valid");
    }

    private RatchetKeyPair(SecretBytes secret, RatchetPublicKey known)
    {
        _secret = secret;
        Public = known;
    }

    /// <summary>The public half.</summary>
    public RatchetPublicKey Public { get; }

    /// <summary>The X25519 private key, 32 bytes.</summary>
    public ReadOnlySpan<byte> DhPrivate => _secret.Span[..X25519.KeyBytes];

    /// <summary>The ML-KEM seed, 64 bytes, or empty.</summary>
    public ReadOnlySpan<byte> KemSeed => _secret.Span[X25519.KeyBytes..];

    /// <summary>Whether there is an ML-KEM half.</summary>
    public bool HasKem => _secret.Length == FullSecretBytes;

    /// <summary>The secret form, 32 or 96 bytes, to be stored sealed.</summary>
    public ReadOnlySpan<byte> Secret => _secret.Span;

    /// <summary>A fresh pair with both halves.</summary>
    public static RatchetKeyPair Generate(IRandomSource random) => Fresh(FullSecretBytes, random);

    /// <summary>A fresh pair with the X25519 half alone.</summary>
    public static RatchetKeyPair GenerateDhOnly(IRandomSource random) => Fresh(X25519.KeyBytes, random);

    /// <summary>Reads a pair from the store: secret form and public encoding.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> secret, ReadOnlySpan<byte> publicKey, [NotNullWhen(true)] out RatchetKeyPair? pair)
    {
        pair = null;
        if (!RatchetPublicKey.TryRead(publicKey, out RatchetPublicKey? known))
            return false;
        if (secret.Length != (known.HasKem ? FullSecretBytes : X25519.KeyBytes))
            return false;
        pair = new RatchetKeyPair(new SecretBytes(secret), known);
        return true;
    }

    /// <summary>A pair made again from its secret form alone.</summary>
    /// <exception cref="ArgumentException">The length is neither 32 nor 96.</exception>
    public static RatchetKeyPair FromSecret(ReadOnlySpan<byte> secret) =>
        secret.Length is X25519.KeyBytes or FullSecretBytes
            ? new RatchetKeyPair(new SecretBytes(secret))
            : throw new ArgumentException("a ratchet secret has 32 or 96 bytes", nameof(secret));

    /// <summary>Wipes the secret.</summary>
    public void Dispose() => _secret.Dispose();

    private static RatchetKeyPair Fresh(int secretBytes, IRandomSource random)
    {
        var secret = new SecretBytes(secretBytes);
        random.Fill(secret.Writable);
        return new RatchetKeyPair(secret);
    }
}
