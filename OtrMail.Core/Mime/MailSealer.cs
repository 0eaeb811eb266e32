using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Ring;

namespace OtrMail.Core.Mime;

/// <summary>
/// The way of an outgoing mail: for each recipient the same original is sealed in a packet of his own, and the packet
/// is wrapped in a mail that shows the same outside. So nobody learns of a Bcc, and nobody can read another's.
/// </summary>
public static class MailSealer
{
    /// <summary>Seals a mail to all recipients, or to none.</summary>
    /// <param name="transaction">The caller commits it before he sends anything, and only if all were sealed.</param>
    /// <param name="mail">The mail; its From must be an address that the own bundle lists.</param>
    /// <param name="recipients">Who gets one; each once, however often he is named.</param>
    /// <param name="random">For the boundary.</param>
    /// <returns>The mails, or AddressMismatch for the sender, or NoKey, StaleBundle or TooLarge for each recipient
    /// concerned.</returns>
    public static SealOutcome Seal(
        PostboxTransaction transaction, OutgoingMail mail, IEnumerable<Address> recipients, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(recipients);
        if (!transaction.Own.Addresses.Contains(mail.From))
        {
            var refusal = new Refusal(MailFault.AddressMismatch, mail.From, transaction.Own.Fingerprint);
            return SealOutcome.Of([new AddressRefusal(mail.From, refusal)]);
        }

        return Seal(
            transaction, mail, recipients, new MailContent(mail.Inner, OuterRecord.Of(mail).Encode()), random);
    }

    /// <summary>
    /// Seals again, marked as resent, what a contact asked for (<see cref="PostboxTransaction.Resend"/>); it stays asked for until
    /// <see cref="PostboxTransaction.LetGo"/>.
    /// </summary>
    /// <param name="transaction">As for <see cref="Seal(PostboxTransaction, OutgoingMail, IEnumerable{Address}, IRandomSource)"/>.</param>
    /// <param name="contact">Who asked.</param>
    /// <param name="recipient">The address of his that they go to.</param>
    /// <param name="random">For the boundaries.</param>
    public static SealOutcome Resend(PostboxTransaction transaction, Contact contact, Address recipient, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var limits = new MimeLimits { MaxMailBytes = long.MaxValue };
        List<EncryptedMail> mails = [];
        foreach ((MailContent content, SealResult result) in transaction.Resend(contact))
        {
            if (!result.IsSealed)
                return SealOutcome.Of([new AddressRefusal(recipient, result.Refusal)]);
            // what was sent once passed this before
            if (!OutgoingMail.TryParse(content.Mail.Memory, out OutgoingMail? mail, out MimeFault fault, limits))
                throw new InvalidOperationException($"a mail that was sent cannot be read: {fault}");
            mails.Add(new EncryptedMail(recipient, result.Mail, OuterMail.Frame(mail, random)));
        }

        return SealOutcome.Of(mails);
    }

    internal static SealOutcome Seal(
        PostboxTransaction transaction,
        OutgoingMail mail,
        IEnumerable<Address> recipients,
        MailContent content,
        IRandomSource random)
    {
        List<EncryptedMail> mails = [];
        List<AddressRefusal> refusals = [];
        foreach (Address recipient in recipients.Distinct())
        {
            SealResult result = transaction.Seal(recipient, content);
            if (!result.IsSealed)
                refusals.Add(new AddressRefusal(recipient, result.Refusal));
            else if (refusals.Count == 0)
                mails.Add(new EncryptedMail(recipient, result.Mail, OuterMail.Frame(mail, random)));
        }

        if (refusals.Count == 0)
            return SealOutcome.Of(mails);
        foreach (EncryptedMail sealedOne in mails)
            sealedOne.Dispose();
        return SealOutcome.Of(refusals);
    }
}
