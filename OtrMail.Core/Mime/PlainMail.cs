using OtrMail.Core.Keys;

namespace OtrMail.Core.Mime;

/// <summary>What somebody without a key gets: the mail as it is, with the own key bundle in its header.</summary>
public static class PlainMail
{
    /// <summary>The mail without Bcc and with one <see cref="KeyHeader"/> on top, every other byte as it came.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="own">The own bundle.</param>
    public static byte[] Of(OutgoingMail mail, KeyBundle own)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(own);
        ReadOnlyMemory<byte> bytes = mail.Header.Without("Bcc", "Resent-Bcc", KeyHeader.Name);
        return KeyHeader.Put(bytes, Convert.ToBase64String(own.Bytes.Span));
    }
}
