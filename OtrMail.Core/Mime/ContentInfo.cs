using System.Text;
using MimeKit;

namespace OtrMail.Core.Mime;

/// <summary>
/// What a part says of itself in its Content-* fields (RFC 2045, 2183, 2231). Bad values say nothing.
/// </summary>
internal sealed class ContentInfo
{
    private ContentInfo(ContentType? type, string? fileName, bool isAttachment, TransferEncoding encoding)
    {
        IsDefault = type is null;
        Media = type?.MediaType.ToLowerInvariant() ?? "text";
        Sub = type?.MediaSubtype.ToLowerInvariant() ?? "plain";
        Boundary = Media == "multipart" && type?.Boundary?.TrimEnd() is { Length: > 0 and <= 256 } text
            ? Encoding.UTF8.GetBytes(text) : null;
        Protocol = type?.Parameters["protocol"];
        FileName = fileName ?? type?.Name;
        Charset = type?.Charset;
        IsAttachment = isAttachment;
        Transfer = encoding;
    }

    /// <summary>There is no usable Content-Type; the rest is the default, text/plain.</summary>
    public bool IsDefault { get; }

    /// <summary>The media type, lower case.</summary>
    public string Media { get; }

    /// <summary>The subtype, lower case.</summary>
    public string Sub { get; }

    /// <summary>A multipart's boundary; null when there is none, and the part then is a leaf.</summary>
    public byte[]? Boundary { get; }

    /// <summary>The protocol parameter of RFC 1847.</summary>
    public string? Protocol { get; }

    /// <summary>The name of the attachment.</summary>
    public string? FileName { get; }

    /// <summary>The charset parameter.</summary>
    public string? Charset { get; }

    /// <summary>The sender means it to be saved, not to be shown (RFC 2183 section 2.2).</summary>
    public bool IsAttachment { get; }

    /// <summary>How the body is encoded.</summary>
    public TransferEncoding Transfer { get; }

    /// <summary>A whole mail as a part.</summary>
    public bool IsMessage => Media == "message" && Sub is "rfc822" or "global";

    /// <summary>multipart/encrypted with OTR-Mail's protocol.</summary>
    public bool IsOtrMail => Media == "multipart" && Sub == "encrypted"
        && string.Equals(Protocol?.Trim(), OuterMail.ControlType, StringComparison.OrdinalIgnoreCase);

    /// <summary>OTR-Mail's control part.</summary>
    public bool IsControl => $"{Media}/{Sub}" == OuterMail.ControlType;

    /// <summary>Named like the packet's part.</summary>
    public bool IsPacketName => FileName?.EndsWith(OuterMail.FileExtension, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Reads the three fields; the first of each counts.</summary>
    public static ContentInfo Of(HeaderBlock header)
    {
        ContentType? type = null;
        if (Value(header, "Content-Type") is { } typeValue
            && ContentType.TryParse(ParserOptions.Default, typeValue, out ContentType? parsed))
            type = parsed;
        string? fileName = null;
        bool isAttachment = false;
        if (Value(header, "Content-Disposition") is { } disposition
            && ContentDisposition.TryParse(ParserOptions.Default, disposition, out ContentDisposition? read))
            (fileName, isAttachment) = (read.FileName, read.IsAttachment);
        return new ContentInfo(type, fileName, isAttachment, TransferEncodingOf(header));
    }

    private static TransferEncoding TransferEncodingOf(HeaderBlock header) =>
        header.First("Content-Transfer-Encoding")?.Value.Trim().ToLowerInvariant() switch
        {
            "base64" => TransferEncoding.Base64,
            "quoted-printable" => TransferEncoding.QuotedPrintable,
            _ => TransferEncoding.Identity,
        };

    private static byte[]? Value(HeaderBlock header, string name) =>
        header.First(name) is { RawValue.Length: <= MimeLimits.MaxParameterBytes } field ? field.ValueBytes() : null;
}
