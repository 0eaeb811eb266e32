namespace OtrMail.Core.Mime;

/// <summary>Where in a mail the packet was.</summary>
public enum PacketPlace
{
    /// <summary>In a multipart/encrypted that names OTR-Mail, perhaps inside other multiparts.</summary>
    Encrypted,

    /// <summary>
    /// In a part of another type, known by its name or by its first bytes: the structure was changed on the way.
    /// </summary>
    Attachment,

    /// <summary>There is no mail: the bytes are the packet.</summary>
    Bare,

    /// <summary>There is no mail: the bytes are the packet's base64.</summary>
    BareBase64,
}
