using System.Buffers.Text;

namespace OtrMail.Core.Mime;

/// <summary>
/// Base64 (RFC 4648 section 4) broken into lines of 76 characters (RFC 2045 section 6.8), each ended.
/// </summary>
internal static class Base64Lines
{
    /// <summary>Bytes in a full line of 76 characters.</summary>
    public const int LineBytes = 57;

    /// <summary>Exact length of the text of this many bytes.</summary>
    public static long LengthOf(long bytes, int lineEndLength) =>
        (bytes + 2) / 3 * 4 + (bytes + LineBytes - 1) / LineBytes * lineEndLength;

    /// <summary>Writes the lines; returns their length, <see cref="LengthOf"/>.</summary>
    public static int Write(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> lineEnd, Span<byte> text)
    {
        int written = 0;
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> line = bytes[..Math.Min(LineBytes, bytes.Length)];
            Base64.EncodeToUtf8(line, text[written..], out _, out int length);
            written += length;
            lineEnd.CopyTo(text[written..]);
            written += lineEnd.Length;
            bytes = bytes[line.Length..];
        }

        return written;
    }
}
