using MailKit;
using MimeKit;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Transport;

/// <summary>
/// Tells by a mail's structure (RFC 3501, BODYSTRUCTURE) whether a packet may be in it, as <see cref="PacketFinder"/> would look
/// for it: most mail is passed over without a byte of its body.
/// </summary>
internal sealed class MailStructure
{
    /// <summary>No packet is shorter: its KEM ciphertext alone has 1088 bytes.</summary>
    private const uint LeastPacket = 1200;

    private const int MaxDepth = 32;
    private const int MaxDoubtful = 4;

    /// <summary>What is certainly something else, and often large.</summary>
    private static readonly string[] ForeignTypes =
        ["pdf", "zip", "gzip", "msword", "rtf", "json", "xml", "pgp-encrypted", "pgp-signature", "pgp-keys", "pkcs7-mime", "pkcs7-signature", "x-pkcs7-mime", "x-pkcs7-signature", "ics", "javascript", "ms-tnef"];

    private readonly List<string> _doubtful = [];
    private ulong _octets;

    private MailStructure(BodyPart body, uint mailBytes)
    {
        // a mail that is nothing but another mail is looked into, once
        BodyPart top = body is BodyPartMessage { Body: { } inner } ? inner
            : body is BodyPartMultipart { BodyParts: [BodyPartMessage { Body: { } wrapped }] } ? wrapped : body;
        Look(top, inEncrypted: false, depth: 0);
        HasNoParts = _octets == 0 && mailBytes >= LeastPacket && top is not BodyPartText;
    }

    /// <summary>It says of itself that it is OTR-Mail.</summary>
    public bool IsOtrMail { get; private set; }

    /// <summary>The server sees no body, as in a mail with doubled line ends: only the mail itself tells what is in it.</summary>
    public bool HasNoParts { get; }

    /// <summary>Sections whose first bytes tell.</summary>
    public IReadOnlyList<string> Doubtful => _doubtful;

    /// <summary>Looks at a structure; a server that gives none gives nothing to go by, and then the mail is fetched.</summary>
    /// <param name="body">The structure.</param>
    /// <param name="mailBytes">How long the mail is.</param>
    public static MailStructure? Of(BodyPart? body, uint mailBytes) => body is null ? null : new MailStructure(body, mailBytes);

    /// <summary>Whether a part that begins like this holds a packet.</summary>
    public static bool BeginsPacket(ReadOnlySpan<byte> start) =>
        start.StartsWith(PacketFinder.Magic) || start.TrimStart(" \t\r\n"u8).StartsWith("T1RST"u8);

    private void Look(BodyPart part, bool inEncrypted, int depth)
    {
        if (depth > MaxDepth)
            return;
        ContentType type = part.ContentType;
        if (part is BodyPartMultipart multipart)
        {
            bool isOurs = type.MediaSubtype.Equals("encrypted", StringComparison.OrdinalIgnoreCase)
                && string.Equals(type.Parameters["protocol"]?.Trim(), OuterMail.ControlType, StringComparison.OrdinalIgnoreCase);
            IsOtrMail |= isOurs;
            foreach (BodyPart child in multipart.BodyParts)
                Look(child, isOurs, depth + 1);
            return;
        }

        _octets += (part as BodyPartBasic)?.Octets ?? 0;
        if (part is not BodyPartBasic leaf || part is BodyPartMessage)
            return;
        bool isNamed = (leaf.FileName ?? type.Name)?.EndsWith(OuterMail.FileExtension, StringComparison.OrdinalIgnoreCase) == true;
        IsOtrMail |= isNamed || inEncrypted || type.IsMimeType("application", OuterMail.ControlType.Split('/')[1]);
        if (type.MediaType.Equals("application", StringComparison.OrdinalIgnoreCase) && !IsForeign(type.MediaSubtype)
            && leaf.Octets >= LeastPacket && _doubtful.Count < MaxDoubtful)
            _doubtful.Add(leaf.PartSpecifier);
    }

    private static bool IsForeign(string subtype) =>
        subtype.StartsWith("vnd.", StringComparison.OrdinalIgnoreCase) || ForeignTypes.Contains(subtype, StringComparer.OrdinalIgnoreCase);
}
