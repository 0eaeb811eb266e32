using System.Security.Cryptography;

namespace OtrMail.Ring;

/// <summary>
/// A running SHA-256 (FIPS 180-4), by libcrypto itself where it can be used, else by the base class library. To be disposed, which
/// wipes it.
/// </summary>
internal sealed unsafe class Sha256 : IDisposable
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashBytes = 32;

    private readonly IncrementalHash? _other;
    private nint _context;

    /// <summary>Of nothing as yet.</summary>
    public Sha256()
    {
        if (!LibcryptoHash.IsUsable)
        {
            _other = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            return;
        }

        _context = LibcryptoHash.NewContext();
        Check(_context == 0 ? 0 : LibcryptoHash.Begin(_context, LibcryptoHash.Algorithm, 0));
    }

    /// <summary>The hash of <paramref name="input"/>.</summary>
    public static byte[] HashData(ReadOnlySpan<byte> input)
    {
        byte[] hash = new byte[HashBytes];
        HashData(input, hash);
        return hash;
    }

    /// <summary>The hash of <paramref name="input"/>, into 32 bytes.</summary>
    public static void HashData(ReadOnlySpan<byte> input, Span<byte> hash)
    {
        using var running = new Sha256();
        running.Append(input);
        running.Finish(hash);
    }

    /// <summary>Goes on with these bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_other is not null)
        {
            _other.AppendData(bytes);
            return;
        }

        ObjectDisposedException.ThrowIf(_context == 0, this);
        fixed (byte* source = bytes)
            Check(LibcryptoHash.Append(_context, source, bytes.Length));
    }

    /// <summary>The hash of all bytes, into 32 bytes; what is appended afterwards is a new text.</summary>
    public void Finish(Span<byte> hash)
    {
        if (hash.Length < HashBytes)
            throw new ArgumentException($"a hash has {HashBytes} bytes", nameof(hash));
        if (_other is not null)
        {
            _ = _other.GetHashAndReset(hash);
            return;
        }

        ObjectDisposedException.ThrowIf(_context == 0, this);
        fixed (byte* target = hash)
            Check(LibcryptoHash.Finish(_context, target, null));
        Check(LibcryptoHash.Begin(_context, LibcryptoHash.Algorithm, 0));
    }

    /// <summary>The hash of all bytes; what is appended afterwards is a new text.</summary>
    public byte[] Finish()
    {
        byte[] hash = new byte[HashBytes];
        Finish(hash);
        return hash;
    }

    /// <summary>Wipes it.</summary>
    public void Dispose()
    {
        _other?.Dispose();
        if (_context != 0)
            LibcryptoHash.FreeContext(_context);
        _context = 0;
    }

    private static void Check(int isDone)
    {
        if (isDone != 1)
            throw new CryptographicException("libcrypto refused to hash");
    }
}
