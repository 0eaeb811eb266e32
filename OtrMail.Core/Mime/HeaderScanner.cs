namespace OtrMail.Core.Mime;

/// <summary>
/// Steps over the lines of a header block (RFC 5322 section 2.2), folded lines as one, in linear time and without
/// allocating. A line ends with LF or CRLF; the block ends at the first empty line or at the end of the bytes. A line
/// that is no field is reported and passed over, since some readers go on after it: whoever removes fields has to see
/// all that any reader might see.
/// </summary>
internal ref struct HeaderScanner(ReadOnlySpan<byte> mail, bool stopAtDashes = false)
{
    private readonly ReadOnlySpan<byte> _mail = mail;
    private readonly bool _stopAtDashes = stopAtDashes;
    private int _next;

    /// <summary>What the current line is.</summary>
    public HeaderLineKind Kind { get; private set; }

    /// <summary>Where the current line begins.</summary>
    public int Start { get; private set; }

    /// <summary>Where it ends, its folded lines and line end included.</summary>
    public int End { get; private set; }

    /// <summary>Length of the field name, without the white space that old mails have before the colon.</summary>
    public int NameLength { get; private set; }

    /// <summary>Offset of the value from <see cref="Start"/>: just after the colon.</summary>
    public int ValueOffset { get; private set; }

    /// <summary>The empty line was reached (and is not part of any line).</summary>
    public bool SawEmptyLine { get; private set; }

    /// <summary>After the last step: where the body begins.</summary>
    public int BodyOffset { get; private set; }

    /// <summary>Goes to the next line; false at the end of the block.</summary>
    public bool MoveNext()
    {
        ReadOnlySpan<byte> rest = _mail[_next..];
        int empty = EmptyLineLength(rest);
        if (rest.IsEmpty || empty > 0 || _stopAtDashes && rest.StartsWith("--"u8))
        {
            SawEmptyLine = empty > 0;
            BodyOffset = _next + empty;
            return false;
        }

        Start = _next;
        do
        {
            int lf = _mail[_next..].IndexOf((byte)'\n');
            _next = lf < 0 ? _mail.Length : _next + lf + 1;
        }
        while (_next < _mail.Length && _mail[_next] is (byte)' ' or (byte)'\t');
        End = _next;
        Classify(_mail[Start..End]);
        return true;
    }

    /// <summary>Where the body of a mail begins.</summary>
    public static int BodyOffsetOf(ReadOnlySpan<byte> mail) => BodyOffsetOf(mail, stopAtDashes: false, out _);

    /// <summary>Where the body begins, and whether an empty line is before it.</summary>
    public static int BodyOffsetOf(ReadOnlySpan<byte> mail, bool stopAtDashes, out bool sawEmptyLine)
    {
        var scanner = new HeaderScanner(mail, stopAtDashes);
        while (scanner.MoveNext())
        {
            // to the end of the block
        }

        sawEmptyLine = scanner.SawEmptyLine;
        return scanner.BodyOffset;
    }

    /// <summary>Length of the empty line at the front of the bytes; 0 when there is none.</summary>
    public static int EmptyLineLength(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("\n"u8) ? 1 : bytes.StartsWith("\r\n"u8) ? 2 : 0;

    /// <summary>Whether the bytes begin with an mbox separator line.</summary>
    public static bool IsEnvelope(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(">From "u8)
        || bytes.StartsWith("From "u8) && !bytes[5..].TrimStart((byte)' ').StartsWith(":"u8);

    private void Classify(ReadOnlySpan<byte> line)
    {
        (NameLength, ValueOffset) = (0, 0);
        int name = 0;
        while (name < line.Length && line[name] is > 32 and < 127 and not (byte)':')
            name++;
        int colon = name;
        while (colon < line.Length && line[colon] is (byte)' ' or (byte)'\t')
            colon++;
        if (name > 0 && colon < line.Length && line[colon] == ':')
        {
            Kind = HeaderLineKind.Field;
            NameLength = name;
            ValueOffset = colon + 1;
        }
        else
        {
            Kind = Start == 0 && IsEnvelope(line) ? HeaderLineKind.Envelope : HeaderLineKind.Junk;
        }
    }
}
