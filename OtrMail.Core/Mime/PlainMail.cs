using OtrMail.Core.Keys;

namespace OtrMail.Core.Mime;

/// <summary>What somebody without a key gets: the mail as it is, with the own key bundle in its header.</summary>
public static class PlainMail
{
    /// <summary>The mail without Bcc and with one <see cref="KeyHeader"/> on top, every other byte as it came.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="own">The own bundle.</param>
    public static RenderedMail Of(OutgoingMail mail, KeyBundle own)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(own);
        return WithKey(mail, own, "Bcc", "Resent-Bcc", KeyHeader.Name);
    }

    /// <summary>
    /// The mail for whoever sends it next and still needs its Bcc to know the recipients; an mbox line is envelope, and goes.
    /// </summary>
    /// <param name="mail">The mail.</param>
    /// <param name="own">The own bundle.</param>
    public static RenderedMail Passing(OutgoingMail mail, KeyBundle own)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(own);
        return WithKey(mail, own, KeyHeader.Name);
    }

    private static RenderedMail WithKey(OutgoingMail mail, KeyBundle own, params ReadOnlySpan<string> left)
    {
        byte[] head = KeyHeader.Put(mail.Header.BlockWithout(left), Convert.ToBase64String(own.Bytes.Span));
        return RenderedMail.Of(head, mail.Inner, mail.InnerBody);
    }
}
