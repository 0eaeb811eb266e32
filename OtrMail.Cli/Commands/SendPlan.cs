using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary>Where a mail stands with each of its recipients, by what the store says now.</summary>
/// <param name="Encrypted">Who gets a mail made that only he can read.</param>
/// <param name="AsItIs">Who gets it as plain text with the own key, or as the OTR-Mail that it is already.</param>
/// <param name="Made">What an earlier call made and did not hand on.</param>
/// <param name="HandedOn">Who got it by an earlier call.</param>
/// <param name="Refusals">What forbids it.</param>
internal sealed record SendPlan(
    IReadOnlyList<Address> Encrypted,
    IReadOnlyList<Address> AsItIs,
    IReadOnlyList<QueuedMail> Made,
    IReadOnlyList<Address> HandedOn,
    IReadOnlyList<OutgoingRefusal> Refusals)
{
    /// <summary>Whoever is still to get it.</summary>
    public IReadOnlyList<Address> Open => [.. Encrypted, .. AsItIs, .. Made.Select(mail => mail.Recipient)];

    /// <summary>Looks; nothing changes.</summary>
    public static SendPlan Of(PostboxTransaction transaction, SendOrder order)
    {
        Address[] handedOn = [.. order.Recipients.Where(recipient => transaction.Queue.WasHandedOn(order.Mail.Key, recipient))];
        QueuedMail[] made = [.. transaction.Queue.List().Where(mail => mail.Submission == order.Mail.Key && order.Recipients.Contains(mail.Recipient))];
        HashSet<Address> done = [.. handedOn, .. made.Select(mail => mail.Recipient)];
        if (order.Mail.Outgoing is not { } mail)
            return new SendPlan([], [.. order.Recipients.Where(recipient => !done.Contains(recipient))], made, handedOn, []);
        OutgoingPlan plan = order.Policy.Decide(transaction, mail, order.Recipients);
        return new SendPlan(
            [.. plan.Encrypted.Where(recipient => !done.Contains(recipient))],
            [.. plan.Plain.Where(recipient => !done.Contains(recipient))],
            made,
            handedOn,
            [.. plan.Refusals.Where(refusal => !done.Contains(refusal.Address))]);
    }
}
