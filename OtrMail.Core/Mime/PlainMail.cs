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
        return WithKey(mail.Header.Without("Bcc", "Resent-Bcc", KeyHeader.Name), own);
    }

    /// <summary>
    /// The mail for whoever sends it next and still needs its Bcc to know the recipients; an mbox line is envelope, and goes.
    /// </summary>
    /// <param name="mail">The mail.</param>
    /// <param name="own">The own bundle.</param>
    public static byte[] Passing(OutgoingMail mail, KeyBundle own)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(own);
        return WithKey(mail.Header.Without(KeyHeader.Name), own);
    }

    private static byte[] WithKey(ReadOnlyMemory<byte> mail, KeyBundle own) =>
        KeyHeader.Put(mail, Convert.ToBase64String(own.Bytes.Span));
}
