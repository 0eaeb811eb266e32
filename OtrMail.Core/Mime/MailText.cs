using System.Globalization;
using System.Text;
using MimeKit.Utils;

namespace OtrMail.Core.Mime;

/// <summary>
/// A mail as text for people, where a program shows only text (pagers, mailcap): the main header fields, the text parts decoded,
/// and one line for each other part. Of alternatives the plain text is taken, else the words of the HTML. Nothing is fetched.
/// </summary>
public static class MailText
{
    private static readonly string[] ShownFields = [StatusHeader.Name, "From", "To", "Cc", "Date", "Subject"];

    /// <summary>
    /// The text, with LF line ends. It may hold control characters that were in the mail: whoever shows it on a terminal takes
    /// them out. A mail past a limit comes as its header alone, with a line that says so.
    /// </summary>
    /// <param name="mail">The mail.</param>
    /// <param name="limits">Limits of headers and parts.</param>
    public static string Render(ReadOnlyMemory<byte> mail, MimeLimits? limits = null)
    {
        limits ??= MimeLimits.Default;
        var text = new StringBuilder();
        if (HeaderBlock.TryParse(mail, out HeaderBlock? header, out _, limits))
            Fields(text, header);
        if (!MimeWalker.TryWalk(mail, limits, out IReadOnlyList<MimePart>? parts))
            return text.Append("[longer headers or more parts than are looked at]\n").ToString();
        foreach (MimePart part in parts.Where(part => part.IsLeaf))
            Part(text, part, parts);
        return text.ToString();
    }

    private static void Fields(StringBuilder text, HeaderBlock header)
    {
        foreach (HeaderField field in ShownFields.SelectMany(header.All))
            text.Append(CultureInfo.InvariantCulture, $"{field.Name}: {Decoded(field)}\n");
        text.Append('\n');
    }

    /// <summary>What is encoded may hide a line end: no field makes another.</summary>
    private static string Decoded(HeaderField field) => OneLine(
        field.RawValue.Length <= MimeLimits.MaxParameterBytes * 2 ? Rfc2047.DecodeText(field.ValueBytes()) : field.Value);

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));

    private static void Part(StringBuilder text, MimePart part, IReadOnlyList<MimePart> parts)
    {
        bool isText = part.Content.Media == "text" && !part.Content.IsAttachment && part.Content.Sub is "plain" or "html" or "enriched" or "x-diff" or "x-patch";
        if (!isText)
            text.Append(CultureInfo.InvariantCulture, $"[{OneLine(part.Content.FileName ?? "without a name")}: {part.Content.Media}/{part.Content.Sub}, {part.Body.Length} bytes as sent]\n");
        else if (part.Content.Sub == "plain" || !HasPlainAlternative(part, parts))
            Words(text, part);
    }

    private static void Words(StringBuilder text, MimePart part)
    {
        if (TransferDecoder.Decode(part.Content.Transfer, part.Body) is not { } bytes)
        {
            text.Append("[text that cannot be decoded]\n");
            return;
        }

        string words = Charset.Decode(part.Content.Charset, bytes.Span).ReplaceLineEndings("\n");
        text.Append(part.Content.Sub == "html" ? HtmlText.Of(words) : words);
        if (words.Length > 0 && text[^1] != '\n')
            text.Append('\n');
    }

    /// <summary>Whether a multipart/alternative around the part has the same as plain text.</summary>
    private static bool HasPlainAlternative(MimePart part, IReadOnlyList<MimePart> parts)
    {
        for (MimePart? around = part.Parent; around is not null; around = around.Parent)
        {
            if (around.Content is { Media: "multipart", Sub: "alternative" }
                && parts.Any(other => other.Parent == around && other.Content is { Media: "text", Sub: "plain" }))
                return true;
        }

        return false;
    }
}
