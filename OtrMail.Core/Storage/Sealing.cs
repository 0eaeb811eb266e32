using OtrMail.Core.Primitives;
using OtrMail.Ring;

namespace OtrMail.Core.Storage;

/// <summary>
/// Authenticated encryption at rest: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce in front and the
/// 128-bit tag behind. Random nonces are good for 2^32 seals under one key; the busiest key (the one for kept
/// records) would reach that after a hundred seals a second for more than a year.
/// </summary>
internal static class Sealing
{
    /// <summary>Bytes that sealing adds.</summary>
    public const int Overhead = NonceSize + TagSize;

    /// <summary>Length of the nonce.</summary>
    public const int NonceSize = AesGcm256.NonceBytes;

    /// <summary>Length of the tag.</summary>
    public const int TagSize = AesGcm256.TagBytes;

    /// <summary>Seals <paramref name="plaintext"/>: nonce, ciphertext of the same length, tag.</summary>
    public static byte[] Seal(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plaintext, IRandomSource random)
    {
        var box = new byte[plaintext.Length + Overhead];
        Span<byte> nonce = box.AsSpan(0, NonceSize);
        random.Fill(nonce);
        AesGcm256.Encrypt(key, nonce, plaintext, box.AsSpan(NonceSize, plaintext.Length), box.AsSpan(^TagSize..), associated);
        return box;
    }

    /// <summary>
    /// Opens <paramref name="box"/> into <paramref name="plaintext"/>, which must be <see cref="Overhead"/> bytes
    /// shorter. Answers <see langword="false"/>, with the plaintext zeroed, when it is not what was sealed under
    /// this key with this associated data.
    /// </summary>
    public static bool TryOpen(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> box, Span<byte> plaintext)
    {
        return box.Length == plaintext.Length + Overhead
            && AesGcm256.TryDecrypt(key, box[..NonceSize], box[NonceSize..^TagSize], box[^TagSize..], plaintext, associated);
    }
}
