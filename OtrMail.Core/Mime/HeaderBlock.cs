using System.Diagnostics.CodeAnalysis;

namespace OtrMail.Core.Mime;

/// <summary>
/// The top header block of a mail, byte for byte (RFC 5322 section 2.2; LF, CRLF or mixed line ends). It ends at the
/// first empty line or, in a mail of headers only, at the end. It is read in linear time and never written anew: what
/// is taken out goes as whole fields, and every other byte stays.
/// </summary>
public sealed class HeaderBlock
{
    private readonly ReadOnlyMemory<byte> _mail;

    private HeaderBlock(
        ReadOnlyMemory<byte> mail, HeaderField[] fields, int envelopeLength, int bodyOffset, bool isStrict)
    {
        _mail = mail;
        Fields = fields;
        Envelope = mail[..envelopeLength];
        BodyOffset = bodyOffset;
        IsStrict = isStrict;
    }

    /// <summary>The fields in their order.</summary>
    public IReadOnlyList<HeaderField> Fields { get; }

    /// <summary>
    /// The mbox <c>From </c> line with its line end, when the first line is one; else empty. It is not mail.
    /// </summary>
    public ReadOnlyMemory<byte> Envelope { get; }

    /// <summary>The header block's bytes, the empty line after it included.</summary>
    public ReadOnlyMemory<byte> Raw => _mail[..BodyOffset];

    /// <summary>Where the body begins: after the empty line; the mail's length when there is none.</summary>
    public int BodyOffset { get; }

    /// <summary>
    /// The block holds nothing but fields: no line that is no field, no CR outside CRLF, no NUL. Only then do all
    /// readers agree on what its fields are.
    /// </summary>
    public bool IsStrict { get; }

    /// <summary>The mail's first line end: CRLF, or LF (also when it has none).</summary>
    public ReadOnlySpan<byte> LineEnd => FirstLineEnd(_mail.Span);

    /// <summary>
    /// Reads the header block at the front of a mail; false with <see cref="MimeFault.TooLarge"/> past a limit.
    /// </summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> mail,
        [NotNullWhen(true)] out HeaderBlock? header,
        out MimeFault fault,
        MimeLimits? limits = null) =>
        TryParse(mail, limits ?? MimeLimits.Default, stopAtDashes: false, out header, out fault);

    /// <summary>The first field of that name.</summary>
    public HeaderField? First(string name) => Fields.FirstOrDefault(field => field.Is(name));

    /// <summary>All fields of that name, in order.</summary>
    public IEnumerable<HeaderField> All(string name) => Fields.Where(field => field.Is(name));

    /// <summary>
    /// The mail without its mbox line and without the fields of these names, every other byte untouched. When nothing
    /// is to be taken out this is a slice of the mail itself.
    /// </summary>
    public ReadOnlyMemory<byte> Without(params ReadOnlySpan<string> names)
    {
        List<HeaderField> gone = [];
        foreach (HeaderField field in Fields)
        {
            foreach (string name in names)
            {
                if (field.Is(name))
                {
                    gone.Add(field);
                    break;
                }
            }
        }

        return gone.Count == 0 ? _mail[Envelope.Length..] : Copy(gone);
    }

    /// <summary>As <see cref="Without"/>, the header block alone with the empty line after it.</summary>
    internal ReadOnlyMemory<byte> BlockWithout(params ReadOnlySpan<string> names)
    {
        ReadOnlyMemory<byte> mail = Without(names);
        return mail[..(mail.Length - (_mail.Length - BodyOffset))];
    }

    internal static ReadOnlySpan<byte> FirstLineEnd(ReadOnlySpan<byte> mail)
    {
        int lf = mail.IndexOf((byte)'\n');
        return lf > 0 && mail[lf - 1] == '\r' ? "\r\n"u8 : "\n"u8;
    }

    internal static bool TryParse(
        ReadOnlyMemory<byte> mail,
        MimeLimits limits,
        bool stopAtDashes,
        [NotNullWhen(true)] out HeaderBlock? header,
        out MimeFault fault)
    {
        header = null;
        fault = MimeFault.TooLarge;
        ReadOnlySpan<byte> window = mail.Span[..(int)Math.Min(mail.Length, (long)limits.MaxHeaderBytes)];
        var scanner = new HeaderScanner(window, stopAtDashes);
        List<HeaderField> fields = [];
        int envelope = 0;
        bool junk = false;
        while (scanner.MoveNext())
        {
            if (scanner.Kind == HeaderLineKind.Envelope)
                envelope = scanner.End;
            else if (scanner.Kind == HeaderLineKind.Junk)
                junk = true;
            else if (fields.Count == limits.MaxHeaderFields)
                return false;
            else
                fields.Add(new HeaderField(mail[scanner.Start..scanner.End], scanner.NameLength, scanner.ValueOffset));
        }

        if (scanner.BodyOffset == window.Length && window.Length < mail.Length && !scanner.SawEmptyLine)
            return false;
        bool strict = !junk && !HasControl(window[envelope..scanner.BodyOffset]);
        header = new HeaderBlock(mail, [.. fields], envelope, scanner.BodyOffset, strict);
        fault = MimeFault.None;
        return true;
    }

    private static bool HasControl(ReadOnlySpan<byte> block)
    {
        if (block.Contains((byte)0))
            return true;
        for (int cr; (cr = block.IndexOf((byte)'\r')) >= 0; block = block[(cr + 2)..])
        {
            if (cr + 1 == block.Length || block[cr + 1] != '\n')
                return true;
        }

        return false;
    }

    private byte[] Copy(List<HeaderField> gone)
    {
        byte[] kept = new byte[_mail.Length - Envelope.Length - gone.Sum(field => field.Raw.Length)];
        int written = 0;
        int from = Envelope.Length;
        foreach (HeaderField field in gone)
        {
            int at = OffsetOf(field, from);
            _mail.Span[from..at].CopyTo(kept.AsSpan(written));
            written += at - from;
            from = at + field.Raw.Length;
        }

        _mail.Span[from..].CopyTo(kept.AsSpan(written));
        return kept;
    }

    private int OffsetOf(HeaderField field, int from)
    {
        bool overlaps = _mail.Span.Overlaps(field.Raw.Span, out int offset);
        System.Diagnostics.Debug.Assert(overlaps && offset >= from);
        return offset;
    }
}
