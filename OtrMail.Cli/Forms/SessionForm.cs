using OtrMail.Core.Mail;

namespace OtrMail.Cli.Forms;

/// <summary>A session with a contact.</summary>
internal sealed record SessionForm(
    string Id,
    string State,
    bool Initiator,
    uint CurrentKeyId,
    uint PeerKeyId,
    IReadOnlyList<HeldKeyForm> HeldKeys,
    bool Quarantined)
{
    public static SessionForm Of(SessionStatus session) => new(
        session.Id, NameOf(session.State), session.IsInitiator, session.CurrentKeyId, session.PeerKeyId,
        [.. session.HeldKeys.Select(HeldKeyForm.Of)], session.IsQuarantined);

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
