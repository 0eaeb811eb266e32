namespace OtrMail.Core.Streams;

/// <summary>A <see cref="ByteSource"/> for readers who want a stream that they can go back in.</summary>
/// <param name="source">The bytes; the caller disposes them.</param>
public sealed class SourceStream(ByteSource source) : Stream
{
    // what a sealed source opens at a time; so nothing is opened twice
    private const int PieceBytes = SealedSpool.ChunkBytes;

    private readonly byte[] _piece = GC.AllocateUninitializedArray<byte>((int)Math.Min(PieceBytes, source.Length), pinned: true);
    private long _pieceStart;
    private int _pieceLength;
    private long _position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => source.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The bytes cannot be read any more.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_position >= source.Length || buffer.IsEmpty)
            return 0;
        if (_position < _pieceStart || _position >= _pieceStart + _pieceLength)
            Fill();
        int offset = (int)(_position - _pieceStart);
        int taken = Math.Min(buffer.Length, _pieceLength - offset);
        _piece.AsSpan(offset, taken).CopyTo(buffer);
        _position += taken;
        return taken;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        long position = offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => _position,
            SeekOrigin.End => source.Length,
            _ => throw new ArgumentOutOfRangeException(nameof(origin)),
        };
        ArgumentOutOfRangeException.ThrowIfNegative(position, nameof(offset));
        return _position = position;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(_piece);
        base.Dispose(disposing);
    }

    private void Fill()
    {
        _pieceLength = 0;
        _pieceStart = _position / PieceBytes * PieceBytes;
        int length = (int)Math.Min(PieceBytes, source.Length - _pieceStart);
        int at = 0;
        source.CopyTo(_pieceStart, length, new SpanStream(bytes =>
        {
            bytes.CopyTo(_piece.AsSpan(at));
            at += bytes.Length;
        }));
        _pieceLength = length;
    }
}
