using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using OtrMail.Core.Primitives;

namespace OtrMail.Core.Streams;

/// <summary>
/// Bytes in a file without a name, sealed under a key that is in memory only: nothing plain touches the disk, nobody
/// else can open the file, and nothing is left of it when the process ends, however it ends. AES-256-GCM (NIST SP
/// 800-38D) in chunks whose nonce is their number; so what is read the second time is what was checked the first time.
/// </summary>
internal sealed class SealedSpool : ByteSource
{
    /// <summary>Bytes of a chunk: fits in the caches, and is long enough that a call costs nothing beside it.</summary>
    public const int ChunkBytes = 128 << 10;

    /// <summary>Bytes of a key.</summary>
    public const int KeyBytes = 32;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int BoxBytes = ChunkBytes + TagBytes;

    private readonly SafeFileHandle _file;
    private readonly SecretBytes _key;
    private byte[] _box = [];
    private AesGcm? _sealing;
    private byte[]? _idle;
    private long _length;

    /// <summary>An empty file without a name.</summary>
    /// <exception cref="IOException">There is no room for one.</exception>
    public SealedSpool(SpoolOptions options)
        : this(Open(options), new SecretBytes(KeyBytes), 0) => options.Random.Fill(_key.Writable);

    /// <summary>A file that was opened for this.</summary>
    /// <param name="file">The file; this owns it.</param>
    /// <param name="key">A key of <see cref="KeyBytes"/> for this file alone; this owns it.</param>
    /// <param name="length">How many bytes were sealed into it.</param>
    public SealedSpool(SafeFileHandle file, SecretBytes key, long length)
    {
        _file = file;
        _key = key;
        _length = length;
    }

    /// <inheritdoc/>
    public override long Length => _length;

    /// <summary>Adds a chunk; each but the last has <see cref="ChunkBytes"/>.</summary>
    /// <param name="chunk">The bytes.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Append(ReadOnlySpan<byte> chunk)
    {
        long number = _length / ChunkBytes;
        if (_length % ChunkBytes != 0)
            throw new InvalidOperationException("the last chunk is written");
        _sealing ??= new AesGcm(_key.Span, TagBytes);
        if (_box.Length == 0)
            _box = NewBox();
        Span<byte> box = _box;
        _sealing.Encrypt(Nonce(number, stackalloc byte[NonceBytes]), chunk, box[..chunk.Length], box.Slice(chunk.Length, TagBytes));
        try
        {
            RandomAccess.Write(_file, box[..(chunk.Length + TagBytes)], number * BoxBytes);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw new IOException("the file may not grow any more", e); // how a limit of file size is told
        }

        _length += chunk.Length;
    }

    /// <summary>Makes durable what was added.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Flush() => RandomAccess.FlushToDisk(_file);

    /// <inheritdoc/>
    public override void CopyTo(long offset, long count, Stream output)
    {
        Check(offset, count);
        if (count == 0)
            return;
        // a buffer for the next who reads: some read many times, a little each
        byte[] room = Interlocked.Exchange(ref _idle, null) ?? GC.AllocateUninitializedArray<byte>(BoxBytes + ChunkBytes, pinned: true);
        Span<byte> box = room.AsSpan(0, BoxBytes);
        Span<byte> chunk = room.AsSpan(BoxBytes);
        using var aes = new AesGcm(_key.Span, TagBytes);
        Span<byte> nonce = stackalloc byte[NonceBytes];
        try
        {
            for (long number = offset / ChunkBytes; count > 0; number++)
            {
                int length = (int)Math.Min(ChunkBytes, _length - (number * ChunkBytes));
                Fill(box[..(length + TagBytes)], number * BoxBytes);
                aes.Decrypt(Nonce(number, nonce), box[..length], box.Slice(length, TagBytes), chunk[..length]);
                int skipped = (int)(offset - (number * ChunkBytes));
                int taken = (int)Math.Min(length - skipped, count);
                output.Write(chunk.Slice(skipped, taken));
                offset += taken;
                count -= taken;
            }
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new IOException("what was spooled to the disk has changed", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(chunk);
            _idle = room;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            _sealing?.Dispose();
            _key.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Fill(Span<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            int read = RandomAccess.Read(_file, bytes, offset);
            if (read == 0)
                throw new IOException("what was spooled to the disk is gone");
            bytes = bytes[read..];
            offset += read;
        }
    }

    private static byte[] NewBox() => GC.AllocateUninitializedArray<byte>(BoxBytes);

    private static Span<byte> Nonce(long number, Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[4..], number);
        return nonce;
    }

    private static SafeFileHandle Open(SpoolOptions options)
    {
        Span<byte> unique = stackalloc byte[8];
        options.Random.Fill(unique);
        string directory = Directory.Exists(options.Directory) ? options.Directory : Path.GetTempPath();
        return UnnamedFile.Open(directory, $".otrmail-{Convert.ToHexStringLower(unique)}.spool");
    }
}
