using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Forms;

/// <summary>What is due for the user.</summary>
/// <param name="AcksDue">Acknowledgements.</param>
/// <param name="Sent">Mails of the queue that were handed on.</param>
/// <param name="Waiting">Those that still wait.</param>
/// <param name="Refused">Those that were refused for good.</param>
/// <param name="AskedFor">Own mails that contacts could not read and asked for.</param>
/// <param name="Unread">Mails of contacts that could not be read here and were not asked for yet.</param>
/// <param name="Strangers">Who wrote first and was never answered.</param>
/// <param name="Expiring">Contacts whose key bundle the next mail needs, and which is good for two weeks at most.</param>
internal sealed record TendForm(
    IReadOnlyList<AckForm> AcksDue,
    int Sent,
    int Waiting,
    IReadOnlyList<RefusedForm> Refused,
    IReadOnlyList<CountForm> AskedFor,
    IReadOnlyList<CountForm> Unread,
    IReadOnlyList<StrangerForm> Strangers,
    IReadOnlyList<ExpiryForm> Expiring)
{
    private const long ExpiryNotice = 14 * LifeTimes.Day;

    public static TendForm Of(PostboxTransaction transaction)
    {
        var asked = new List<CountForm>();
        var unread = new List<CountForm>();
        var strangers = new List<StrangerForm>();
        var expiring = new List<ExpiryForm>();
        foreach (Contact contact in transaction.Contacts.All())
        {
            if (contact.Trust == Trust.Stranger)
            {
                strangers.Add(new StrangerForm(
                    [.. contact.Pinned.Select(address => address.ToString())], contact.Fingerprint.Hex, contact.FirstSeen));
                continue;
            }

            if (contact.Pinned.Count == 0)
                continue;
            string name = contact.Pinned[0].ToString();
            CorrespondenceStatus status = transaction.Status(contact);
            if (status.AskedFor > 0)
                asked.Add(new CountForm(name, status.AskedFor));
            if (transaction.Unreadable(contact) is > 0 and int count)
                unread.Add(new CountForm(name, count));
            long usedUntil = contact.Bundle.PrekeyDates.UsedUntil;
            if (transaction.Now > usedUntil - ExpiryNotice && ContactForm.NextTypeOf(status) == PacketType.First)
                expiring.Add(new ExpiryForm(name, usedUntil));
        }

        return new TendForm(
            [.. transaction.AcksDue().Where(contact => contact.Pinned.Count > 0).Select(contact =>
                new AckForm(contact.Pinned[0].ToString(), transaction.Status(contact).AckDue, null))],
            0,
            0,
            [],
            asked,
            unread,
            strangers,
            expiring);
    }
}
