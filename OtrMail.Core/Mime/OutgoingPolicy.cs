using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Core.Mime;

/// <summary>
/// Who gets an outgoing mail encrypted, who as plain text, and who not at all. Plain text is never a silent fallback:
/// who has a key gets it encrypted or not at all, unless the user names him; and an answer, which may quote what was
/// encrypted, goes to nobody in the clear who is not named.
/// </summary>
/// <param name="IsOpportunistic">People without a key get plain text that carries the own key.</param>
/// <param name="Plain">Recipients whom the user named for plain text, whoever they are.</param>
public sealed record OutgoingPolicy(bool IsOpportunistic, IReadOnlyCollection<Address> Plain)
{
    private static readonly string[] AnswerFields = ["In-Reply-To", "References"];

    /// <summary>Everybody encrypted, or nothing is sent.</summary>
    public static OutgoingPolicy EncryptAll { get; } = new(IsOpportunistic: false, []);

    /// <summary>Decides; nothing is written, so the transaction may be dropped.</summary>
    /// <param name="transaction">The own keys, the contacts, and which mails were encrypted.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="recipients">All who are to get it; each counts once.</param>
    public OutgoingPlan Decide(PostboxTransaction transaction, OutgoingMail mail, IEnumerable<Address> recipients)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(recipients);
        if (!transaction.Own.Addresses.Contains(mail.From))
            return new OutgoingPlan([], [], [new OutgoingRefusal(mail.From, OutgoingFault.ForeignSender)]);
        Address[] all = [.. recipients.Distinct()];
        List<Address> encrypted = [];
        List<Address> plain = [];
        List<OutgoingRefusal> refusals = [];
        foreach (Address recipient in all)
        {
            switch (transaction.ObstacleTo(recipient))
            {
                case var _ when Plain.Contains(recipient):
                    plain.Add(recipient);
                    break;
                case null:
                    encrypted.Add(recipient);
                    break;
                case MailFault.StaleBundle:
                    refusals.Add(new OutgoingRefusal(recipient, OutgoingFault.StaleBundle));
                    break;
                case var _ when !IsOpportunistic:
                    refusals.Add(new OutgoingRefusal(recipient, OutgoingFault.NoKey));
                    break;
                case var _ when AnswerFault(transaction, mail, all) is { } fault:
                    refusals.Add(new OutgoingRefusal(recipient, fault));
                    break;
                default:
                    plain.Add(recipient);
                    break;
            }
        }

        return new OutgoingPlan(encrypted, plain, refusals);
    }

    /// <summary>The Message-IDs that a mail says it answers, without their angle brackets; each once.</summary>
    public static IReadOnlyList<string> Answered(HeaderBlock header)
    {
        ArgumentNullException.ThrowIfNull(header);
        HashSet<string> ids = [];
        foreach (HeaderField field in AnswerFields.SelectMany(header.All))
        {
            // an ID holds no blank; what stands between two of them, some programs leave out
            foreach (string word in field.Value.Split([' ', '\t', ',', '<', '>'], StringSplitOptions.RemoveEmptyEntries))
                ids.Add(word);
        }

        return [.. ids];
    }

    /// <summary>Why this mail goes to nobody in the clear who was not named; null when it may.</summary>
    private static OutgoingFault? AnswerFault(PostboxTransaction transaction, OutgoingMail mail, Address[] recipients)
    {
        IReadOnlyList<string> answered = Answered(mail.Header);
        if (answered.Count == 0)
            return null;
        if (recipients.Any(recipient => transaction.Contacts.PinnedTo(recipient) is not null))
            return OutgoingFault.AnswerWithContact;
        return answered.Any(transaction.PrivateThreads.Knows) ? OutgoingFault.AnswerToEncrypted : null;
    }
}
