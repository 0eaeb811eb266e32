using System.Buffers;

namespace OtrMail.Core.Mail;

/// <summary>
/// A mail's bytes with its base64 runs folded to binary, so that an attachment is not carried in base64 twice. Exact
/// for every input: a run is folded only where encoding it again gives the very same bytes.
/// <para>
/// A stream of segments, each begun by BYTE kind; numbers are big-endian:
/// 0, the end, after which nothing may follow;
/// 1, literal: INT length (at least 1), bytes;
/// 2, base64 run: BYTE characters a line (a multiple of 4, 4 to 252), BYTE line end (1 = LF, 2 = CRLF), INT number of
/// binary bytes (at least 1), bytes. It stands for the base64 of these bytes (RFC 4648 section 4, padded) in lines of
/// that many characters, the last one perhaps shorter, every one of them ended by that line end.
/// </para>
/// </summary>
public static class BodyCoding
{
    internal const byte EndKind = 0;
    internal const byte LiteralKind = 1;
    internal const byte RunKind = 2;
    internal const byte Lf = 1;
    internal const byte CrLf = 2;
    internal const int MaxLine = 252;

    /// <summary>More than the coding of a mail in memory is longer than the mail.</summary>
    internal const int Overhead = 64;

    /// <summary>
    /// Binary bytes of one run segment at most: the writer starts a new one at a line end, so that readers can stream.
    /// </summary>
    internal const int MaxRunBytes = 1 << 20;

    /// <summary>What is looked at as one piece; every segment ends with it.</summary>
    internal const int BlockBytes = 1 << 20;

    /// <summary>The coded form of any bytes: at most six bytes a MiB, and one, longer than they are.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> body)
    {
        var coded = new ArrayBufferWriter<byte>(body.Length + Overhead);
        BodyEncoderStream.Encode(body, coded);
        return coded.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Writes the coded form of a stream in bounded memory (a few MiB): the same bytes as when all are there at once.
    /// </summary>
    public static void Encode(Stream body, Stream coded)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(coded);
        var encoder = new BodyEncoderStream(coded);
        body.CopyTo(encoder);
        encoder.Finish();
    }

    /// <summary>
    /// The bytes that were coded; false when it is not a whole and well-formed coding, or would give more than
    /// <paramref name="maxBytes"/> bytes (a coding expands less than twice). Nothing is allocated before that is
    /// known.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> coded, long maxBytes, out byte[] body) =>
        TryDecodePrefix(coded, maxBytes, out body, out int consumed) && consumed == coded.Length;

    /// <summary>As <see cref="TryDecode(ReadOnlySpan{byte}, long, out byte[])"/>, for a coding that something follows.</summary>
    /// <param name="coded">Begins with the coding.</param>
    /// <param name="maxBytes">Longest result.</param>
    /// <param name="body">The bytes that were coded.</param>
    /// <param name="consumed">Length of the coding, its end segment included.</param>
    public static bool TryDecodePrefix(ReadOnlySpan<byte> coded, long maxBytes, out byte[] body, out int consumed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        body = [];
        consumed = 0;
        long total = 0;
        while (BodySegment.TryRead(coded[consumed..], out BodySegment segment, out int size))
        {
            total += segment.DecodedLength;
            if (total > Math.Min(maxBytes, Array.MaxLength))
                return false;
            consumed += size;
            if (segment.Kind == EndKind)
                return Fill(coded, body = GC.AllocateUninitializedArray<byte>((int)total));
        }

        return false;
    }

    /// <summary>
    /// Decodes a stream in bounded memory, however long the segments are. False as for
    /// <see cref="TryDecode(ReadOnlySpan{byte}, long, out byte[])"/>; then part of the bytes may have been written, so
    /// decode only what is authenticated, to where it can be thrown away.
    /// </summary>
    public static bool TryDecode(Stream coded, Stream body, long maxBytes)
    {
        ArgumentNullException.ThrowIfNull(coded);
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        var decoder = new BodyDecoder(body, maxBytes);
        coded.CopyTo(decoder);
        return decoder is { HasEnded: true, IsMalformed: false, Padding: 0 };
    }

    private static bool Fill(ReadOnlySpan<byte> coded, Span<byte> body)
    {
        while (BodySegment.TryRead(coded, out BodySegment segment, out int size) && segment.Kind != EndKind)
        {
            ReadOnlySpan<byte> bytes = coded[(size - (int)segment.Length)..size];
            if (segment.Kind == RunKind)
                segment.Expand(bytes, body);
            else
                bytes.CopyTo(body);
            body = body[(int)segment.DecodedLength..];
            coded = coded[size..];
        }

        return true;
    }
}
