namespace OtrMail.Core.Mime;

/// <summary>Quoted-printable (RFC 2045 section 6.7); what is no escape stands for itself.</summary>
internal sealed class QuotedPrintableDecoding(Stream output) : TransferDecoding
{
    /// <summary>More blanks than a line holds before a line end are no soft break.</summary>
    private const int MostBlanks = 80;

    /// <summary>An equals sign with blanks and CRLF behind it.</summary>
    private const int Lookahead = 1 + MostBlanks + 2;

    private readonly byte[] _decoded = new byte[16 << 10];
    private byte[] _held = [];
    private int _length;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_held.Length > 0)
            buffer = (byte[])[.. _held, .. buffer];
        _held = buffer[Decode(buffer, isLast: false)..].ToArray();
    }

    public override bool Finish()
    {
        Decode(_held, isLast: true);
        PutOut();
        return true;
    }

    /// <summary>Decodes as far as what follows is known; answers how far.</summary>
    private int Decode(ReadOnlySpan<byte> bytes, bool isLast)
    {
        int i = 0;
        while (i < bytes.Length)
        {
            if (bytes[i] != '=')
            {
                Put(bytes[i++]);
                continue;
            }

            if (!isLast && bytes.Length - i < Lookahead)
                break;
            ReadOnlySpan<byte> rest = bytes[(i + 1)..];
            if (SoftBreakLength(rest) is { } soft)
            {
                i += 1 + soft;
            }
            else if (rest.Length >= 2 && HexPair(rest[0], rest[1]) is { } value)
            {
                Put(value);
                i += 3;
            }
            else
            {
                Put((byte)'=');
                i++;
            }
        }

        return i;
    }

    private void Put(byte value)
    {
        if (_length == _decoded.Length)
            PutOut();
        _decoded[_length++] = value;
    }

    private void PutOut()
    {
        output.Write(_decoded.AsSpan(0, _length));
        _length = 0;
    }

    /// <summary>
    /// Length of the blanks and the line end after an equals sign, or of blanks up to the body's end (its last line
    /// end belongs to the boundary); null when it is no soft break.
    /// </summary>
    private static int? SoftBreakLength(ReadOnlySpan<byte> rest)
    {
        int blanks = 0;
        while (blanks < rest.Length && blanks < MostBlanks && rest[blanks] is (byte)' ' or (byte)'\t')
            blanks++;
        int lineEnd = HeaderScanner.EmptyLineLength(rest[blanks..]);
        return lineEnd > 0 || blanks == rest.Length ? blanks + lineEnd : null;
    }

    private static byte? HexPair(byte high, byte low) =>
        char.IsAsciiHexDigit((char)high) && char.IsAsciiHexDigit((char)low)
            ? (byte)(Nibble(high) << 4 | Nibble(low)) : null;

    private static int Nibble(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
