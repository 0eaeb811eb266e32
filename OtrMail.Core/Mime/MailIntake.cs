using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Core.Mime;

/// <summary>
/// The way of a mail that a delivery agent hands over: nothing is lost, whatever it is. It is decrypted, or shown again
/// from the archive; a plain mail's key bundle is noted; what cannot be read passes under a status line.
/// </summary>
public static class MailIntake
{
    /// <summary>Takes a mail in.</summary>
    /// <param name="transaction">
    /// The caller commits it before he puts anything out, whatever the answer: a mail that is refused leaves nothing but
    /// what is to be kept of it (a changed key, the wish to ask for it again).
    /// </param>
    /// <param name="arrival">The mail.</param>
    /// <param name="keep">Whether it goes to the archive, if there is one.</param>
    public static Delivery Take(PostboxTransaction transaction, Arrival arrival, bool keep)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(arrival);
        if (arrival.Packet is { } found)
            return Open(transaction, arrival, found, keep);
        Delivery delivery = arrival.AsItCame();
        return arrival is { Bundle: { } bundle, BundleFrom: { } from }
            ? delivery with { Bundle = bundle, Noted = transaction.Note(bundle, from) }
            : delivery;
    }

    private static Delivery Open(PostboxTransaction transaction, Arrival arrival, FoundPacket found, bool keep)
    {
        if (transaction.Archive.TryFind(found.Source, out OpenedMail? archived))
            return Decrypted(MailOpener.Render(archived, found.Header));
        MailReading reading = MailOpener.Open(transaction, found);
        if (reading.IsOpened)
        {
            if (keep)
                transaction.Archive.Keep(found.Source, reading.Message.Mail);
            return Decrypted(reading.Message);
        }

        Refusal refusal = reading.Refusal;
        if (refusal.Fault is MailFault.ClockSuspect or MailFault.Full)
            return new Delivery(DeliveryKind.Later, RenderedMail.Of(default)) { Refusal = refusal };
        if (refusal.SetAside is { } bundle)
            transaction.Contacts.PutAside(bundle);
        Address? asked = null;
        if (refusal.Fault is MailFault.UnknownSession or MailFault.KeyForgotten or MailFault.TooLate
            && found.OuterFrom is { } outer && transaction.NoteUnreadable(outer, found.Source))
            asked = outer;
        return new Delivery(DeliveryKind.Unreadable, arrival.Unreadable(refusal.Fault)) { Refusal = refusal, AskedAgain = asked };
    }

    private static Delivery Decrypted(DecryptedMessage message) =>
        new(DeliveryKind.Decrypted, message.Output) { Message = message };
}
