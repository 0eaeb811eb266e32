namespace OtrMail.Core.Streams;

/// <summary>Bytes in memory.</summary>
internal sealed class MemorySource(ReadOnlyMemory<byte> bytes) : ByteSource
{
    /// <inheritdoc/>
    public override long Length => bytes.Length;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte>? Memory => bytes;

    /// <inheritdoc/>
    public override void CopyTo(long offset, long count, Stream output)
    {
        Check(offset, count);
        output.Write(bytes.Span.Slice((int)offset, (int)count));
    }
}
