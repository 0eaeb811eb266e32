using System.Globalization;
using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Ring;

namespace OtrMail.Core.Mime;

/// <summary>
/// The small mails that the program writes itself: headers alone, from the own main address to a contact, of kind Ack, so
/// that no reader acknowledges or caches them.
/// </summary>
public static class NoticeMail
{
    /// <summary>
    /// An empty acknowledgement, so that the contact can forget his old keys (paper, 4.2). It is marked as automatic and
    /// never asks for anything.
    /// </summary>
    /// <param name="transaction">The caller commits it before he sends the mail.</param>
    /// <param name="recipient">An address of the contact.</param>
    /// <param name="random">For Message-ID and boundary.</param>
    public static SealOutcome Acknowledge(PostboxTransaction transaction, Address recipient, IRandomSource random) =>
        Seal(transaction, recipient, "Acknowledgement", isAutomatic: true, naks: [], random);

    /// <summary>
    /// Asks a contact for all his mails that could not be read here (paper, 5.1). Only ever because the user said so.
    /// </summary>
    /// <param name="transaction">The caller commits it before he sends the mail.</param>
    /// <param name="recipient">An address of the contact.</param>
    /// <param name="random">For Message-ID and boundary.</param>
    public static SealOutcome AskAgain(PostboxTransaction transaction, Address recipient, IRandomSource random) =>
        Seal(transaction, recipient, "Please send again what I could not read", isAutomatic: false, naks: null, random);

    private static SealOutcome Seal(
        PostboxTransaction transaction,
        Address recipient,
        string subject,
        bool isAutomatic,
        IReadOnlyList<Nak>? naks,
        IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentNullException.ThrowIfNull(random);
        byte[] bytes = Write(transaction.Own.Addresses[0], recipient, subject, isAutomatic, transaction.Now, random);
        if (!OutgoingMail.TryParse(bytes, out OutgoingMail? mail, out MimeFault fault))
            throw new InvalidOperationException($"a mail of our own cannot be read: {fault}");
        var content = new MailContent(mail.Inner, OuterRecord.Of(mail).Encode(), MessageKind.Ack, Naks: naks);
        return MailSealer.Seal(transaction, mail, [recipient], content, random);
    }

    private static byte[] Write(
        Address from, Address to, string subject, bool isAutomatic, long now, IRandomSource random)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"From: {from.ToQuotedString()}\nTo: {to.ToQuotedString()}\nDate: {OriginFields.Date(now)}\n");
        text.Append(CultureInfo.InvariantCulture, $"Message-ID: {OriginFields.NewMessageId(from, random)}\n");
        text.Append(CultureInfo.InvariantCulture, $"Subject: {subject}\n");
        if (isAutomatic)
            text.Append("Auto-Submitted: auto-replied\n"); // RFC 3834: nobody's vacation program answers it
        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }
}
