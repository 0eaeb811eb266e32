using OtrMail.Core.Streams;

namespace OtrMail.Cli.Transport;

/// <summary>
/// A mail that comes from the server in pieces (RFC 3501, section 6.4.5: <c>BODY.PEEK[]&lt;offset.count&gt;</c>), so that no more
/// of it than one is in memory. It ends with an empty piece, or with a short one just where
/// the server says that it ends.
/// </summary>
/// <param name="ask">Asks for a piece: where it begins, and how many bytes it has at most. It may be where the one before it was.</param>
/// <param name="size">Bytes of the mail as the server counts them; some are wrong.</param>
internal sealed class RemoteMailStream(Func<int, int, Stream> ask, long size) : ReadOnlyStream(Null)
{
    /// <summary>Bytes of a piece: long enough that the way to the server and back costs little beside it.</summary>
    public const int PieceBytes = 4 << 20;

    /// <summary>Offsets are of 31 bits in the library that asks, so the last piece has to begin below that.</summary>
    public const long MostBytes = (2L << 30) - PieceBytes;

    private Stream? _piece;
    private long _offset;
    private bool _hasEnded;

    /// <inheritdoc/>
    /// <exception cref="ServerAwayException">The server breaks off, or gives what nobody has asked for.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!_hasEnded || _piece is not null)
        {
            int read = _piece?.Read(buffer) ?? 0;
            if (read > 0 || buffer.IsEmpty)
                return read;
            Next();
        }

        return 0;
    }

    private void Next()
    {
        _piece = null;
        if (_hasEnded)
            return;
        _piece = ask((int)_offset, PieceBytes);
        long length = _piece.Length;
        // a server that knows no pieces gives all of it at once
        bool isWhole = _offset == 0 && length > PieceBytes && length >= size;
        if (length > PieceBytes && !isWhole)
            throw new ServerAwayException("it gives other bytes than it was asked for");
        _offset += length;
        _hasEnded = length == 0 || isWhole || (length < PieceBytes && _offset == size);
    }
}
