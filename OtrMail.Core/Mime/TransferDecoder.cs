using System.Buffers;

namespace OtrMail.Core.Mime;

/// <summary>
/// Takes a part's transfer encoding off (RFC 2045 section 6), in linear time. Base64 is read as far as it goes: any
/// line length, blanks and line ends between; it ends with padding, at an empty line after it began, or at the first
/// byte that is no base64, so that a footer put under it stays outside. What is cut or bent that way fails the
/// packet's own checks.
/// </summary>
internal static class TransferDecoder
{
    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    /// <summary>The decoded bytes; null when they are none, or base64 that cannot be decoded.</summary>
    public static ReadOnlyMemory<byte>? Decode(TransferEncoding encoding, ReadOnlyMemory<byte> body) => encoding switch
    {
        TransferEncoding.Base64 => Base64Of(body.Span),
        TransferEncoding.QuotedPrintable => (ReadOnlyMemory<byte>)QuotedPrintableOf(body.Span, int.MaxValue),
        _ => body,
    };

    /// <summary>Whether the decoded bytes begin with these, without decoding more than the front.</summary>
    public static bool StartsWith(TransferEncoding encoding, ReadOnlySpan<byte> body, ReadOnlySpan<byte> prefix)
    {
        // white space and soft line breaks before the content are bounded: no encoder puts a kilobyte of them
        ReadOnlySpan<byte> front = body[..Math.Min(body.Length, 1024)];
        return encoding switch
        {
            TransferEncoding.Base64 =>
                Base64Of(front, (prefix.Length + 2) / 3 * 4) is { } start && start.Span.StartsWith(prefix),
            TransferEncoding.QuotedPrintable => QuotedPrintableOf(front, prefix.Length).AsSpan().StartsWith(prefix),
            _ => front.StartsWith(prefix),
        };
    }

    /// <summary>Whether these bytes are nothing but base64 characters, padding, blanks and line ends.</summary>
    public static bool IsBase64Text(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int lf = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (lf < 0 ? text : text[..lf]).Trim(" \t\r"u8);
            text = lf < 0 ? default : text[(lf + 1)..];
            if (line.TrimEnd((byte)'=').ContainsAnyExcept(Alphabet))
                return false;
        }

        return true;
    }

    private static ReadOnlyMemory<byte>? Base64Of(ReadOnlySpan<byte> body, int maxChars = int.MaxValue)
    {
        var output = new Base64Joiner(Math.Min(body.Length, maxChars));
        bool ended = false;
        while (!body.IsEmpty && !ended && output.Chars < maxChars)
        {
            int lf = body.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (lf < 0 ? body : body[..lf]).Trim(" \t\r"u8);
            body = lf < 0 ? default : body[(lf + 1)..];
            int foreign = line.IndexOfAnyExcept(Alphabet);
            ended = foreign >= 0 || line.IsEmpty && output.Chars > 0;
            line = foreign < 0 ? line : line[..foreign];
            output.Add(line[..(int)Math.Min(line.Length, maxChars - output.Chars)]);
        }

        return output.Finish();
    }

    private static byte[] QuotedPrintableOf(ReadOnlySpan<byte> body, int maxBytes)
    {
        byte[] decoded = new byte[Math.Min(body.Length, maxBytes)];
        int length = 0;
        for (int i = 0; i < body.Length && length < decoded.Length; i++)
        {
            if (body[i] != '=')
            {
                decoded[length++] = body[i];
                continue;
            }

            if (SoftBreakLength(body[(i + 1)..]) is { } soft)
            {
                i += soft;
            }
            else if (i + 2 < body.Length && HexPair(body[i + 1], body[i + 2]) is { } value)
            {
                decoded[length++] = value;
                i += 2;
            }
            else
            {
                decoded[length++] = body[i];
            }
        }

        return decoded[..length];
    }

    /// <summary>
    /// Length of the blanks and the line end after an equals sign, or of blanks up to the body's end (its last line
    /// end belongs to the boundary); null when it is no soft break. More blanks than a line holds are none.
    /// </summary>
    private static int? SoftBreakLength(ReadOnlySpan<byte> rest)
    {
        int blanks = 0;
        while (blanks < rest.Length && blanks < 80 && rest[blanks] is (byte)' ' or (byte)'\t')
            blanks++;
        int lineEnd = HeaderScanner.EmptyLineLength(rest[blanks..]);
        return lineEnd > 0 || blanks == rest.Length ? blanks + lineEnd : null;
    }

    private static byte? HexPair(byte high, byte low) =>
        char.IsAsciiHexDigit((char)high) && char.IsAsciiHexDigit((char)low)
            ? (byte)(Nibble(high) << 4 | Nibble(low)) : null;

    private static int Nibble(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
