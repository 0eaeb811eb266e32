using System.Buffers;
using System.Text;

namespace OtrMail.Core.Mime;

/// <summary>
/// The one header that tells how a mail was protected, and by whom. Only this program may have written it, so it is
/// removed from everything that comes in, however it is spelled.
/// </summary>
public static class StatusHeader
{
    /// <summary>The field's name.</summary>
    public const string Name = "OTR-Mail-Status";

    /// <summary>Longest line in bytes, its line end not counted (RFC 5322 section 2.1.1).</summary>
    public const int MaxLine = 998;

    /// <summary>
    /// The mail without any field of this name in its top header block, every other byte untouched; the same memory
    /// when there was none. The block is taken as far as any reader might take it: up to the first empty line, across
    /// lines that are no field. The name counts in any letter case, with control characters, blanks or 8-bit bytes in
    /// and around it, and also after a CR alone, which some readers take for a line end (then the CR goes with it, and
    /// the field that it hid in stays).
    /// </summary>
    public static ReadOnlyMemory<byte> Remove(ReadOnlyMemory<byte> mail)
    {
        ArrayBufferWriter<byte>? kept = null;
        int copied = 0;
        var scanner = new HeaderScanner(mail.Span);
        while (scanner.MoveNext())
        {
            int at = scanner.Start;
            while (TryFind(mail.Span[at..scanner.End], isWhole: at == scanner.Start, out Range gone))
            {
                (int offset, int length) = gone.GetOffsetAndLength(scanner.End - at);
                kept ??= new ArrayBufferWriter<byte>(mail.Length);
                kept.Write(mail.Span[copied..(at + offset)]);
                at += offset + length;
                copied = at;
            }
        }

        if (kept is null)
            return mail;
        kept.Write(mail.Span[copied..]);
        return kept.WrittenMemory;
    }

    /// <summary>
    /// A mail with exactly one status line, at the top of its header block; an mbox <c>From </c> line stays before it.
    /// For mail that passes as it came.
    /// </summary>
    /// <exception cref="ArgumentException">The value is not fit for one line; see <see cref="Sanitize"/>.</exception>
    public static byte[] Put(ReadOnlyMemory<byte> mail, string value)
    {
        int envelope = HeaderScanner.IsEnvelope(mail.Span) ? mail.Span.IndexOf((byte)'\n') + 1 : 0;
        return [.. mail.Span[..envelope], .. DecryptedMail.Render(mail[envelope..], value)];
    }

    /// <summary>
    /// Any text as a value that <see cref="Put"/> takes: what is not printable ASCII becomes a question mark, blanks
    /// at the ends go, and what is too long is cut.
    /// </summary>
    public static string Sanitize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string ascii = string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
        }).Trim(' ');
        int most = MaxLine - Name.Length - 2;
        return ascii.Length == 0 ? "?" : ascii.Length > most ? ascii[..most].TrimEnd(' ') : ascii;
    }

    /// <summary>The line without its line end.</summary>
    internal static byte[] Line(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (Sanitize(value) != value)
            throw new ArgumentException("a status is one line of printable ASCII", nameof(value));
        return Encoding.ASCII.GetBytes($"{Name}: {value}");
    }

    /// <summary>
    /// The first status field in one (folded) line: all of it, or from a CR alone to the next one or the line end.
    /// </summary>
    private static bool TryFind(ReadOnlySpan<byte> line, bool isWhole, out Range gone)
    {
        gone = ..line.Length;
        if (isWhole && IsStatus(line))
            return true;
        int end = line.Length - (line.EndsWith("\r\n"u8) ? 2 : line.EndsWith("\n"u8) ? 1 : 0);
        for (int cr = NextLoneCr(line, 0, end); cr < end;)
        {
            int next = NextLoneCr(line, cr + 1, end);
            gone = cr..next;
            if (IsStatus(line[(cr + 1)..next]))
                return true;
            cr = next;
        }

        return false;
    }

    private static int NextLoneCr(ReadOnlySpan<byte> line, int from, int end)
    {
        while (from < end)
        {
            int cr = line[from..end].IndexOf((byte)'\r');
            if (cr < 0)
                return end;
            from += cr;
            if (from + 1 >= line.Length || line[from + 1] != '\n')
                return from;
            from += 2;
        }

        return end;
    }

    private static bool IsStatus(ReadOnlySpan<byte> line)
    {
        int matched = 0;
        foreach (byte one in line)
        {
            if (one == ':')
                return matched == Name.Length;
            if (one == '\n')
                return false;
            if (one is <= 32 or >= 127)
                continue;
            if (matched == Name.Length || (one | 0x20) != (Name[matched] | 0x20))
                return false;
            matched++;
        }

        return false;
    }
}
