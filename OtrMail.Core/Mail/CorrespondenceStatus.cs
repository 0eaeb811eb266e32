using OtrMail.Core.Keys;

namespace OtrMail.Core.Mail;

/// <summary>Where a correspondence stands, for people.</summary>
/// <param name="OwnStamp">Newest own stamp, Unix seconds; 0 before any.</param>
/// <param name="PeerStamp">Newest stamp received; 0 before any.</param>
/// <param name="Sessions">All sessions, the sending one first.</param>
/// <param name="PendingReveals">MAC keys that wait to be revealed, or whose revelation is not receipted.</param>
/// <param name="AwaitedReceipts">Mails whose receipt is awaited.</param>
/// <param name="PeerHasBundle">Serial of the newest own bundle that the peer is known to have.</param>
/// <param name="CachedMails">Own mails of which the resend cache holds a copy.</param>
/// <param name="AskedFor">Mails that the peer could not read and that may be sent again.</param>
/// <param name="AckSince">Since when a received mail waits for any own mail, Unix seconds; 0 when none does.</param>
/// <param name="AckDue">When an acknowledgement is due for it; 0 when none is.</param>
public sealed record CorrespondenceStatus(
    long OwnStamp,
    long PeerStamp,
    IReadOnlyList<SessionStatus> Sessions,
    int PendingReveals,
    int AwaitedReceipts,
    long PeerHasBundle,
    int CachedMails,
    int AskedFor,
    long AckSince,
    long AckDue)
{
    internal static CorrespondenceStatus Of(Correspondence correspondence, LifeTimes life) => new(
        correspondence.OwnStamp,
        correspondence.PeerStamp,
        [.. correspondence.Sessions.OrderBy(s => s.State == SessionState.ReceiveOnly).Select(session => SessionStatus.Of(session, life))],
        correspondence.Ledger.Entries.Count,
        correspondence.SentMails.All.Count,
        correspondence.ReceiptedSerial,
        correspondence.SentMails.All.Count(mail => mail.CachedBytes > 0),
        correspondence.SentMails.All.Count(mail => mail.IsAskedFor),
        correspondence.AckSince,
        correspondence.AckSince == 0 ? 0 : correspondence.AckSince + life.AckAfter);
}
