using OtrMail.Core.Mail;

namespace OtrMail.Core.Mime;

/// <summary>
/// The way of an incoming mail, after <see cref="PacketFinder"/> has found its packet (which needs no lock): the packet
/// is opened, and the mail in it is rendered with its status line.
/// </summary>
public static class MailOpener
{
    /// <summary>Opens a packet and renders the mail.</summary>
    /// <param name="transaction">The caller commits it before he shows anything.</param>
    /// <param name="found">The packet and the header block that it came under.</param>
    public static MailReading Open(PostboxTransaction transaction, FoundPacket found)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(found);
        OpenResult result = transaction.Open(found.Source);
        return result.IsOpened ? MailReading.Of(Render(result.Mail, found.Header)) : MailReading.Of(result.Refusal);
    }

    internal static DecryptedMessage Render(OpenedMail mail, HeaderBlock? outer)
    {
        (IReadOnlyList<string> confidential, IReadOnlyList<OuterDifference> changes) = ([], []);
        // an empty record is a sender's that keeps none: nothing can be said then
        if (OuterRecord.TryDecode(mail.Content.OuterRecord.Span, out OuterRecord? record)
            && HeaderBlock.TryParse(mail.Content.Mail.Start, out HeaderBlock? inner, out _))
        {
            confidential = record.Confidential(inner);
            changes = outer is null ? [] : record.Compare(outer);
        }

        string status = MailStatus.Of(mail, confidential, changes);
        return new DecryptedMessage(mail, DecryptedMail.Render(mail.Content.Mail, status), confidential, changes);
    }
}
