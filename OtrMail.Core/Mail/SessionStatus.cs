namespace OtrMail.Core.Mail;

/// <summary>Where a session stands, for people.</summary>
/// <param name="Id">The session ID in hexadecimal.</param>
/// <param name="State">Its state.</param>
/// <param name="IsInitiator">Whether it was opened here.</param>
/// <param name="CurrentKeyId">The own key that mail is sent from; 0 before any.</param>
/// <param name="PeerKeyId">The newest key of the peer; 0 before any.</param>
/// <param name="HeldKeys">Own private keys not yet forgotten.</param>
/// <param name="SupersededKeys">Those of them that wait for their end.</param>
public sealed record SessionStatus(
    string Id,
    SessionState State,
    bool IsInitiator,
    uint CurrentKeyId,
    uint PeerKeyId,
    int HeldKeys,
    int SupersededKeys)
{
    internal static SessionStatus Of(Session session) => new(
        session.Name,
        session.State,
        session.IsInitiator,
        session.Keys.Current,
        session.Keys.NewestPeerKey?.Id ?? 0,
        session.Keys.OwnKeys.Count,
        session.Keys.OwnKeys.Count(key => key.SupersededAt is not null));
}
