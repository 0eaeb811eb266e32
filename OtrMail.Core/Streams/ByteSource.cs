namespace OtrMail.Core.Streams;

/// <summary>
/// Bytes that can be read as often as needed: in memory, or sealed in a file when there are too many. Several threads
/// may read at once.
/// </summary>
public abstract class ByteSource : IDisposable
{
    /// <summary>Number of bytes.</summary>
    public abstract long Length { get; }

    /// <summary>All of them, when they are in memory.</summary>
    public virtual ReadOnlyMemory<byte>? Memory => null;

    /// <summary>Bytes in memory as a source.</summary>
    public static implicit operator ByteSource(ReadOnlyMemory<byte> bytes) => new MemorySource(bytes);

    /// <summary>Writes a range of the bytes to a stream.</summary>
    /// <exception cref="IOException">They cannot be read any more, or the stream refuses.</exception>
    public abstract void CopyTo(long offset, long count, Stream output);

    /// <summary>Writes all bytes to a stream.</summary>
    public void CopyTo(Stream output) => CopyTo(0, Length, output);

    /// <summary>Reads a range that fits in memory.</summary>
    public byte[] Read(long offset, int count)
    {
        byte[] bytes = new byte[count];
        int at = 0;
        CopyTo(offset, count, new SpanStream(piece =>
        {
            piece.CopyTo(bytes.AsSpan(at));
            at += piece.Length;
        }));
        return bytes;
    }

    /// <summary>All of the bytes in one piece of memory.</summary>
    /// <exception cref="InsufficientMemoryException">There are too many.</exception>
    public ReadOnlyMemory<byte> ToMemory() => Memory
        ?? (Length <= Array.MaxLength ? Read(0, (int)Length) : throw new InsufficientMemoryException("too many bytes for one array"));

    /// <summary>Lets go of the bytes.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of the bytes.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>Checks a range.</summary>
    private protected void Check(long offset, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length - offset);
    }
}
