namespace OtrMail.Core.Mime;

/// <summary>Content-Transfer-Encoding (RFC 2045 section 6).</summary>
internal enum TransferEncoding
{
    /// <summary>7bit, 8bit, binary, or anything unknown: the bytes as they are.</summary>
    Identity,

    /// <summary>base64.</summary>
    Base64,

    /// <summary>quoted-printable.</summary>
    QuotedPrintable,
}
