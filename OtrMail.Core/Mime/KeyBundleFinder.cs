using System.Text;

namespace OtrMail.Core.Mime;

/// <summary>
/// Finds armoured key bundles in a mail, so that a key can be imported from any mail that carries one. What stands in
/// the armour is somebody else's to read.
/// </summary>
public static class KeyBundleFinder
{
    /// <summary>The first line of an armoured key bundle.</summary>
    public const string Begin = "-----BEGIN OTR-MAIL KEY BUNDLE-----";

    /// <summary>The last line.</summary>
    public const string End = "-----END OTR-MAIL KEY BUNDLE-----";

    /// <summary>
    /// A part that holds a bundle of 8 KiB is not longer than this: a letter in base64 with the armour in it.
    /// </summary>
    private const int MaxEncodedPart = 256 << 10;

    /// <summary>
    /// The armour blocks in the mail's text, attachments and, when it is no proper mail, its bare bytes: each
    /// different one once, in order, from the begin line to the end line, at most 16 of at most 16 KiB. Parts in
    /// base64 or quoted-printable are looked into up to 256 KiB. Mails inside the mail are not opened. Past a limit,
    /// nothing.
    /// </summary>
    public static IReadOnlyList<string> Find(ReadOnlyMemory<byte> mail, MimeLimits? limits = null)
    {
        limits ??= MimeLimits.Default;
        List<string> found = [];
        if (mail.Length > limits.MaxMailBytes
            || !MimeWalker.TryWalk(mail, limits, out IReadOnlyList<MimePart>? parts))
            return found;
        if (!parts[0].Header.IsStrict || parts[0].Header.Fields.Count == 0)
            Gather(mail.Span, found);
        foreach (MimePart part in parts.Where(part => part.IsLeaf && !part.IsMessage))
        {
            bool encoded = part.Content.Transfer != TransferEncoding.Identity;
            if (encoded && part.Body.Length > MaxEncodedPart)
                continue;
            if (TransferDecoder.Decode(part.Content.Transfer, part.Body) is { } body)
                Gather(body.Span, found);
        }

        return found;
    }

    private static void Gather(ReadOnlySpan<byte> text, List<string> found)
    {
        byte[] begin = Encoding.ASCII.GetBytes(Begin);
        byte[] end = Encoding.ASCII.GetBytes(End);
        // every end line with the nearest begin line before it: each byte is looked at twice at most
        for (int last; (last = text.IndexOf(end)) >= 0; text = text[(last + end.Length)..])
        {
            if (found.Count == MimeLimits.MaxKeyCandidates)
                return;
            int at = text[..last].LastIndexOf(begin);
            if (at < 0 || last + end.Length - at > MimeLimits.MaxKeyText)
                continue;
            string armour = Encoding.Latin1.GetString(text[at..(last + end.Length)]);
            if (!found.Contains(armour))
                found.Add(armour);
        }
    }
}
