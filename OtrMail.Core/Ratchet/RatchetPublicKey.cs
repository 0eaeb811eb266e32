using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Primitives;

namespace OtrMail.Core.Ratchet;

/// <summary>
/// A ratchet key of mail as the peer sees it: X25519 (32 bytes), followed by ML-KEM-768 (1184 bytes) unless it is
/// the first key of the one who answers (y1), which is never encapsulated to.
/// </summary>
public sealed class RatchetPublicKey
{
    /// <summary>Bytes of a key with both halves.</summary>
    public const int FullBytes = X25519.KeyBytes + MlKem768.PublicKeyBytes;

    private readonly byte[] _bytes;

    private RatchetPublicKey(byte[] bytes)
    {
        _bytes = bytes;
        Hash = Label.Hash(Labels.RatchetKey, bytes);
    }

    /// <summary>The encoding: 32 or 1216 bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>The X25519 half, 32 bytes.</summary>
    public ReadOnlySpan<byte> Dh => _bytes.AsSpan(0, X25519.KeyBytes);

    /// <summary>The ML-KEM half, 1184 bytes, or empty.</summary>
    public ReadOnlySpan<byte> Kem => _bytes.AsSpan(X25519.KeyBytes);

    /// <summary>Whether there is an ML-KEM half.</summary>
    public bool HasKem => _bytes.Length == FullBytes;

    /// <summary>Label hash of the encoding, 32 bytes, as it enters key derivation.</summary>
    public ReadOnlyMemory<byte> Hash { get; }

    /// <summary>The ID of the session that this key opens: 16 bytes.</summary>
    public byte[] SessionId() => Label.Hash(Labels.Session, _bytes)[..16];

    /// <summary>Reads a key with both halves; the ML-KEM half is checked as FIPS 203 says.</summary>
    public static bool TryReadFull(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out RatchetPublicKey? key)
    {
        key = bytes.Length == FullBytes && MlKem768.IsValidPublicKey(bytes[X25519.KeyBytes..])
            ? new RatchetPublicKey(bytes.ToArray())
            : null;
        return key is not null;
    }

    /// <summary>Reads an X25519 half alone.</summary>
    public static bool TryReadDhOnly(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out RatchetPublicKey? key)
    {
        key = bytes.Length == X25519.KeyBytes ? new RatchetPublicKey(bytes.ToArray()) : null;
        return key is not null;
    }

    /// <summary>Reads either form, by its length.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out RatchetPublicKey? key) =>
        TryReadDhOnly(bytes, out key) || TryReadFull(bytes, out key);
}
