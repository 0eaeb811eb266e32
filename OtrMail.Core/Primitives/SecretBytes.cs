using System.Security.Cryptography;
using OtrMail.Ring;

namespace OtrMail.Core.Primitives;

/// <summary>
/// The owner of a secret: a buffer that the garbage collector never copies, wiped when disposed. It never prints
/// its contents and compares in constant time.
/// </summary>
public sealed class SecretBytes : IDisposable
{
    private readonly byte[] _bytes;
    private bool _disposed;

    /// <summary>A secret of <paramref name="length"/> zero bytes, to be filled through <see cref="Writable"/>.</summary>
    public SecretBytes(int length) => _bytes = SecretMemory.Allocate(length);

    /// <summary>A secret copied from <paramref name="bytes"/>; the caller wipes its own copy.</summary>
    public SecretBytes(ReadOnlySpan<byte> bytes)
        : this(bytes.Length) => bytes.CopyTo(_bytes);

    /// <summary>Length in bytes.</summary>
    public int Length => _bytes.Length;

    /// <summary>The secret itself. Do not keep the span beyond the owner's life.</summary>
    /// <exception cref="ObjectDisposedException">It was wiped already.</exception>
    public ReadOnlySpan<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>The buffer, for the code that computes the secret in place.</summary>
    public Span<byte> Writable
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>The buffer itself, for tests that read it after the wipe.</summary>
    internal byte[] Buffer => _bytes;

    /// <summary>A copy with a life of its own.</summary>
    public SecretBytes Copy() => new(Span);

    /// <summary>Constant-time comparison.</summary>
    public bool FixedTimeEquals(ReadOnlySpan<byte> other) => CryptographicOperations.FixedTimeEquals(Span, other);

    /// <summary>Wipes the secret.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _disposed = true;
    }

    /// <summary>Never the contents.</summary>
    public override string ToString() => $"SecretBytes({_bytes.Length})";
}
