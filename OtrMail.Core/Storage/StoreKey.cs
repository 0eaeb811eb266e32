using System.Security.Cryptography;
using OtrMail.Ring;

namespace OtrMail.Core.Storage;

/// <summary>
/// A secret of fixed length in a pinned array (the garbage collector never leaves a copy behind), wiped by
/// <see cref="Dispose"/>. It owns its bytes and prints nothing.
/// </summary>
internal sealed class StoreKey : IDisposable
{
    /// <summary>Length of an AES-256 or HMAC key.</summary>
    public const int Size = 32;

    private readonly byte[] _bytes;
    private bool _disposed;

    /// <summary>Makes a secret of zeros, to be filled by its maker.</summary>
    public StoreKey(int length = Size) => _bytes = SecretMemory.Allocate(length);

    /// <summary>The secret's bytes, read-only; valid until it is disposed.</summary>
    public ReadOnlySpan<byte> Span => Writable;

    /// <summary>The secret's bytes for the one who fills them.</summary>
    public Span<byte> Writable
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>The memory itself, also after the wipe: for the test that looks whether it happened.</summary>
    internal ReadOnlySpan<byte> Memory => _bytes;

    /// <summary>A new random key.</summary>
    public static StoreKey NewRandom(IRandomSource random, int length = Size)
    {
        var key = new StoreKey(length);
        random.Fill(key._bytes);
        return key;
    }

    /// <summary>A copy of <paramref name="bytes"/>, which stay the caller's to wipe.</summary>
    public static StoreKey CopyOf(ReadOnlySpan<byte> bytes)
    {
        var key = new StoreKey(bytes.Length);
        bytes.CopyTo(key._bytes);
        return key;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _disposed = true;
    }

    /// <inheritdoc/>
    public override string ToString() => nameof(StoreKey);
}
