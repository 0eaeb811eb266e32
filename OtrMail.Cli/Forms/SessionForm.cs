using OtrMail.Core.Mail;

namespace OtrMail.Cli.Forms;

/// <summary>A session with a contact; times in Unix seconds, 0 for never.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="State">Its state.</param>
/// <param name="Initiator">Whether it was opened here.</param>
/// <param name="CurrentKeyId">The own key that mail is sent from.</param>
/// <param name="PeerKeyId">The newest key of the contact.</param>
/// <param name="HeldKeys">Own private keys that are not yet forgotten.</param>
/// <param name="Quarantined">What it opens is not authenticated.</param>
/// <param name="NewestFirst">Stamp of its newest First.</param>
/// <param name="ReceiveOnlySince">When it was replaced or retired.</param>
/// <param name="HeldUntil">Until when it is held as things stand.</param>
internal sealed record SessionForm(
    string Id,
    string State,
    bool Initiator,
    uint CurrentKeyId,
    uint PeerKeyId,
    IReadOnlyList<HeldKeyForm> HeldKeys,
    bool Quarantined,
    long NewestFirst,
    long ReceiveOnlySince,
    long HeldUntil)
{
    public static SessionForm Of(SessionStatus session) => new(
        session.Id, NameOf(session.State), session.IsInitiator, session.CurrentKeyId, session.PeerKeyId,
        [.. session.HeldKeys.Select(HeldKeyForm.Of)], session.IsQuarantined,
        session.NewestFirst, session.ReceiveOnlySince, session.HeldUntil);

    public static string NameOf(SessionState state) => state switch
    {
        SessionState.Owing => "owing",
        SessionState.FirstSent => "first-sent",
        SessionState.Replied => "replied",
        SessionState.Established => "established",
        SessionState.ReceiveOnly => "receive-only",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
