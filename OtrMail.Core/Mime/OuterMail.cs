using System.Buffers;
using System.Text;
using OtrMail.Ring;

namespace OtrMail.Core.Mime;

/// <summary>
/// The encrypted mail: multipart/encrypted in the layout of RFC 1847 section 2.2, a control part and one base64 part
/// that is the packet. Outside stand the first of each of the original's <see cref="OuterField"/>s, as the bytes that
/// came in and in their order, with <c>Subject: [...]</c> always (also when the original has none: whether there was
/// one is nobody's business), and what MIME needs. Bcc never.
/// </summary>
public static class OuterMail
{
    /// <summary>Media type of the control part and value of the protocol parameter.</summary>
    public const string ControlType = "application/otr-mail";

    /// <summary>Name of the attached packet.</summary>
    public const string FileName = "message" + FileExtension;

    /// <summary>How names of attached packets end.</summary>
    public const string FileExtension = ".otrmail";

    private const string Preamble = "This is an OTR-Mail message (off-the-record mail). Open it with otrmail.";

    /// <summary>The subject that everyone sees.</summary>
    public static ReadOnlySpan<byte> Subject => "[...]"u8;

    /// <summary>
    /// Puts the packet into a mail with the outside of <paramref name="mail"/>. Line ends are all like the first of
    /// the original (LF or CRLF); base64 lines have 76 characters. The boundary is <c>=_otrmail_</c> and 16 random
    /// bytes in hexadecimal digits; an underscore stands in no base64, so it cannot occur in the packet.
    /// </summary>
    /// <exception cref="ArgumentException">The packet is empty, or too long for one array with its
    /// encoding.</exception>
    public static byte[] Wrap(OutgoingMail mail, ReadOnlySpan<byte> packet, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(random);
        if (packet.IsEmpty)
            throw new ArgumentException("a packet has at least one byte", nameof(packet));
        OuterFrame frame = Frame(mail, random);
        if (frame.LengthWith(packet.Length) > Array.MaxLength)
            throw new ArgumentException("too long for one mail in memory", nameof(packet));
        byte[] wrapped = GC.AllocateUninitializedArray<byte>((int)frame.LengthWith(packet.Length));
        byte[] bytes = packet.ToArray();
        using var stream = new MemoryStream(wrapped);
        frame.Write(lines => lines.Write(bytes), stream);
        return wrapped;
    }

    /// <summary>
    /// The same mail, with the packet read from one stream and the mail written to another in bounded memory.
    /// </summary>
    public static void Wrap(OutgoingMail mail, Stream packet, Stream output, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(packet);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(random);
        Frame(mail, random).Write(packet.CopyTo, output);
    }

    /// <summary>All that stands before and after the packet's base64.</summary>
    internal static OuterFrame Frame(OutgoingMail mail, IRandomSource random)
    {
        string lineEnd = Encoding.ASCII.GetString(mail.Header.LineEnd);
        Span<byte> bytes = stackalloc byte[16];
        random.Fill(bytes);
        string boundary = "=_otrmail_" + Convert.ToHexStringLower(bytes);
        var head = new ArrayBufferWriter<byte>();
        WriteFields(head, mail.Header);
        string[] lines =
        [
            "MIME-Version: 1.0",
            $"Content-Type: multipart/encrypted; protocol=\"{ControlType}\";",
            $" boundary=\"{boundary}\"",
            "",
            Preamble,
            "",
            $"--{boundary}",
            $"Content-Type: {ControlType}",
            "Content-Description: OTR-Mail version",
            "",
            "Version: 1",
            "",
            $"--{boundary}",
            $"Content-Type: application/octet-stream; name=\"{FileName}\"",
            "Content-Description: OTR-Mail message",
            $"Content-Disposition: attachment; filename=\"{FileName}\"",
            "Content-Transfer-Encoding: base64",
            "",
            "",
        ];
        head.Write(Encoding.ASCII.GetBytes(string.Join(lineEnd, lines)));
        return new OuterFrame(
            head.WrittenSpan.ToArray(), Encoding.ASCII.GetBytes($"--{boundary}--{lineEnd}"), mail.Header.LineEnd.ToArray());
    }

    private static void WriteFields(ArrayBufferWriter<byte> head, HeaderBlock header)
    {
        HashSet<OuterField> seen = [];
        foreach (HeaderField field in header.Fields)
        {
            if (OuterFields.Of(field) is not { } code || !seen.Add(code))
                continue;
            if (code == OuterField.Subject)
                WriteSubject(head, header.LineEnd);
            else
                WriteLines(head, field.Raw.Span, header.LineEnd);
        }

        if (!seen.Contains(OuterField.Subject))
            WriteSubject(head, header.LineEnd);
    }

    private static void WriteSubject(ArrayBufferWriter<byte> head, ReadOnlySpan<byte> lineEnd)
    {
        head.Write("Subject: "u8);
        head.Write(Subject);
        head.Write(lineEnd);
    }

    private static void WriteLines(ArrayBufferWriter<byte> head, ReadOnlySpan<byte> raw, ReadOnlySpan<byte> lineEnd)
    {
        while (!raw.IsEmpty)
        {
            int lf = raw.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = lf < 0 ? raw : raw[..lf];
            raw = lf < 0 ? default : raw[(lf + 1)..];
            head.Write(line.EndsWith("\r"u8) ? line[..^1] : line);
            head.Write(lineEnd);
        }
    }
}
