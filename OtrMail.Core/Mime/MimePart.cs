namespace OtrMail.Core.Mime;

/// <summary>
/// One part of a mail, the mail itself included: header block, what it says of itself, and where its body is.
/// </summary>
internal sealed class MimePart(MimePart? parent, HeaderBlock header, bool inDigest)
{
    /// <summary>The multipart around it; null for the mail itself.</summary>
    public MimePart? Parent { get; } = parent;

    /// <summary>Its header block.</summary>
    public HeaderBlock Header { get; } = header;

    /// <summary>What the header says of the body.</summary>
    public ContentInfo Content { get; } = ContentInfo.Of(header);

    /// <summary>
    /// The body, when the mail is in memory, without the line end that belongs to the boundary after it (RFC 2046 section
    /// 5.1.1).
    /// </summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>Where in the mail the body begins.</summary>
    public long BodyOffset { get; set; }

    /// <summary>Bytes of the body.</summary>
    public long BodyLength { get; set; }

    /// <summary>Whether it holds no further parts. A multipart without a usable boundary is a leaf.</summary>
    public bool IsLeaf => Content.Boundary is null;

    /// <summary>
    /// A whole mail as an attachment: message/rfc822, or what is in a digest without saying what it is.
    /// </summary>
    public bool IsMessage => Content.IsMessage || inDigest && Content.IsDefault;
}
