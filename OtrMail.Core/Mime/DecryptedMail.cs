using OtrMail.Core.Mail;

namespace OtrMail.Core.Mime;

/// <summary>
/// What decryption puts out: the inner mail as the very bytes that were sent, with one line about its protection on
/// top.
/// </summary>
public static class DecryptedMail
{
    /// <summary>
    /// The inner mail with every <see cref="StatusHeader.Name"/> field taken out of its top header block, and exactly
    /// one put as the first line, ended like the inner mail's first line (LF when it has none). Every other byte is
    /// the inner mail's.
    /// <para>
    /// When the inner mail does not begin with a header field (it is empty, or begins with an empty line, a blank or
    /// anything else that is none), an empty line follows the status line, so that what was no header does not become
    /// one, nor the continuation of the status line. So the way back is always the same: take the first line away, and
    /// if an empty line follows take that away too (<see cref="TakeStatusAway"/>).
    /// </para>
    /// </summary>
    /// <exception cref="ArgumentException">The value is not one line of printable ASCII that fits in 998
    /// bytes.</exception>
    public static byte[] Render(ReadOnlyMemory<byte> inner, string statusValue)
    {
        byte[] line = StatusHeader.Line(statusValue);
        ReadOnlySpan<byte> lineEnd = HeaderBlock.FirstLineEnd(inner.Span);
        ReadOnlySpan<byte> mail = StatusHeader.Remove(inner).Span;
        var scanner = new HeaderScanner(mail);
        bool begins = scanner.MoveNext() && scanner.Kind == HeaderLineKind.Field;
        int lineEnds = begins ? 1 : 2;
        byte[] rendered = GC.AllocateUninitializedArray<byte>(line.Length + lineEnd.Length * lineEnds + mail.Length);
        Span<byte> rest = rendered;
        line.CopyTo(rest);
        rest = rest[line.Length..];
        for (int i = 0; i < lineEnds; i++)
        {
            lineEnd.CopyTo(rest);
            rest = rest[lineEnd.Length..];
        }

        mail.CopyTo(rest);
        return rendered;
    }

    /// <summary>The same for a mail of any length.</summary>
    public static RenderedMail Render(MailBytes inner, string statusValue)
    {
        ArgumentNullException.ThrowIfNull(inner);
        int body = HeaderScanner.BodyOffsetOf(inner.Start.Span);
        return RenderedMail.Of(Render(inner.Start[..body], statusValue), inner, body);
    }

    /// <summary>What <see cref="Render(ReadOnlyMemory{byte}, string)"/> put its line on, byte for byte.</summary>
    /// <exception cref="ArgumentException">The first line is no status line.</exception>
    public static ReadOnlyMemory<byte> TakeStatusAway(ReadOnlyMemory<byte> rendered)
    {
        var scanner = new HeaderScanner(rendered.Span);
        if (!scanner.MoveNext() || scanner.Kind != HeaderLineKind.Field
            || !System.Text.Ascii.EqualsIgnoreCase(rendered.Span[..scanner.NameLength], StatusHeader.Name))
            throw new ArgumentException("there is no status line", nameof(rendered));
        ReadOnlyMemory<byte> rest = rendered[scanner.End..];
        return rest[HeaderScanner.EmptyLineLength(rest.Span)..];
    }
}
