using System.Buffers.Text;

namespace OtrMail.Core.Wire;

/// <summary>Base64 (RFC 4648 section 4) broken into lines (RFC 2045 section 6.8), each ended.</summary>
internal static class Base64Lines
{
    /// <summary>Bytes in a full line of 76 characters, the most that mail may have.</summary>
    public const int LineBytes = 57;

    /// <summary>Lines that are encoded as one block: the text stays in the first cache.</summary>
    private const int BlockLines = 64;

    /// <summary>Exact length of the text of this many bytes in lines of 76 characters.</summary>
    public static long LengthOf(long bytes, int lineEndLength) =>
        (bytes + 2) / 3 * 4 + (bytes + LineBytes - 1) / LineBytes * lineEndLength;

    /// <summary>Writes lines of 76 characters; returns their length, <see cref="LengthOf"/>.</summary>
    public static int Write(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> lineEnd, Span<byte> text) =>
        Write(bytes, LineBytes, lineEnd, text);

    /// <summary>Writes lines of any length; returns how long all are. The last one may be shorter.</summary>
    /// <param name="bytes">What they encode.</param>
    /// <param name="lineBytes">Bytes in a full line, a multiple of 3.</param>
    /// <param name="lineEnd">What ends each.</param>
    /// <param name="text">Where to; no more of it is written to than they take.</param>
    public static int Write(ReadOnlySpan<byte> bytes, int lineBytes, ReadOnlySpan<byte> lineEnd, Span<byte> text)
    {
        int written = 0;
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> block = bytes[..Math.Min(BlockLines * lineBytes, bytes.Length)];
            written += WriteBlock(block, lineBytes, lineEnd, text[written..]);
            bytes = bytes[block.Length..];
        }

        return written;
    }

    /// <summary>All in one, behind the room for the line ends; then each line moves to the front, to its place.</summary>
    private static int WriteBlock(ReadOnlySpan<byte> block, int lineBytes, ReadOnlySpan<byte> lineEnd, Span<byte> text)
    {
        int lines = (block.Length + lineBytes - 1) / lineBytes;
        Span<byte> encoded = text[(lines * lineEnd.Length)..];
        Base64.EncodeToUtf8(block, encoded, out _, out int chars);
        encoded = encoded[..chars];
        int lineChars = lineBytes / 3 * 4;
        int written = 0;
        while (!encoded.IsEmpty)
        {
            ReadOnlySpan<byte> line = encoded[..Math.Min(lineChars, encoded.Length)];
            encoded = encoded[line.Length..];
            line.CopyTo(text[written..]);
            written += line.Length;
            lineEnd.CopyTo(text[written..]);
            written += lineEnd.Length;
        }

        return written;
    }
}
