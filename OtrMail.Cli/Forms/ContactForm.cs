using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Forms;

/// <summary>Where the correspondence with a contact stands; times in Unix seconds, 0 for never.</summary>
/// <param name="Addresses">The addresses pinned to the contact.</param>
/// <param name="Fingerprint">64 hexadecimal digits.</param>
/// <param name="Trust">stranger, accepted or verified.</param>
/// <param name="Serial">Serial of the newest bundle.</param>
/// <param name="Sending">State of the sending session: none, owing, first-sent, replied or established.</param>
/// <param name="NextMail">What the next mail to the contact will be: first, reply or data; null when his prekey is too old.</param>
/// <param name="OwnStamp">Newest own stamp.</param>
/// <param name="PeerStamp">Newest stamp received.</param>
/// <param name="PendingReveals">MAC keys that wait to be revealed, or whose revelation is not receipted.</param>
/// <param name="AwaitedReceipts">Own mails whose receipt is awaited.</param>
/// <param name="PeerHasBundle">Serial of the newest own bundle that the contact is known to have.</param>
/// <param name="CachedMails">Own mails of which a sealed copy is kept, in case the contact asks for them.</param>
/// <param name="AskedFor">Own mails that the contact asked for and that <c>resend</c> would send.</param>
/// <param name="AckSince">Since when a received mail waits for any own mail.</param>
/// <param name="AckDue">When an acknowledgement is due for it.</param>
/// <param name="Sessions">All sessions.</param>
internal sealed record ContactForm(
    IReadOnlyList<string> Addresses,
    string Fingerprint,
    string Trust,
    long Serial,
    string Sending,
    string? NextMail,
    long OwnStamp,
    long PeerStamp,
    int PendingReveals,
    int AwaitedReceipts,
    long PeerHasBundle,
    int CachedMails,
    int AskedFor,
    long AckSince,
    long AckDue,
    IReadOnlyList<SessionForm> Sessions)
{
    public static ContactForm Of(Contact contact, CorrespondenceStatus status, long now)
    {
        SessionState? sending = SendingOf(status);
        return new ContactForm(
            [.. contact.Pinned.Select(address => address.ToString())],
            contact.Fingerprint.Hex,
            MailStatus.NameOf(contact.Trust),
            contact.Bundle.Serial,
            sending is { } state ? SessionForm.NameOf(state) : "none",
            NextMailOf(status, contact, now),
            status.OwnStamp,
            status.PeerStamp,
            status.PendingReveals,
            status.AwaitedReceipts,
            status.PeerHasBundle,
            status.CachedMails,
            status.AskedFor,
            status.AckSince,
            status.AckDue,
            [.. status.Sessions.Select(SessionForm.Of)]);
    }

    /// <summary>Which message the next mail will be.</summary>
    public static PacketType NextTypeOf(CorrespondenceStatus status) => SendingOf(status) switch
    {
        SessionState.Owing or SessionState.Replied => PacketType.Reply,
        SessionState.Established => PacketType.Data,
        _ => PacketType.First,
    };

    private static SessionState? SendingOf(CorrespondenceStatus status) => status.Sessions
        .Where(session => session.State != SessionState.ReceiveOnly).Select(session => (SessionState?)session.State).FirstOrDefault();

    private static string? NextMailOf(CorrespondenceStatus status, Contact contact, long now)
    {
        PacketType next = NextTypeOf(status);
        return next == PacketType.First && now > contact.Bundle.PrekeyDates.UsedUntil ? null : MailStatus.NameOf(next);
    }
}
