using OtrMail.Core.Keys;

namespace OtrMail.Core.Mail;

/// <summary>Where a session stands, for people.</summary>
/// <param name="Id">The session ID in hexadecimal.</param>
/// <param name="State">Its state.</param>
/// <param name="IsInitiator">Whether it was opened here.</param>
/// <param name="CurrentKeyId">The own key that mail is sent from; 0 before any.</param>
/// <param name="PeerKeyId">The newest key of the peer; 0 before any.</param>
/// <param name="HeldKeys">Own private keys not yet forgotten.</param>
/// <param name="IsQuarantined">What it opens is not authenticated: the store was set back while it was held.</param>
/// <param name="NewestFirst">Stamp of its newest First, sent or received, Unix seconds.</param>
/// <param name="ReceiveOnlySince">When it was replaced or retired; 0 when it was not.</param>
/// <param name="HeldUntil">Until when it is held as things stand, Unix seconds.</param>
/// <param name="NextDue">When a key of it, or all of it, is to be forgotten next.</param>
public sealed record SessionStatus(
    string Id,
    SessionState State,
    bool IsInitiator,
    uint CurrentKeyId,
    uint PeerKeyId,
    IReadOnlyList<HeldKey> HeldKeys,
    bool IsQuarantined,
    long NewestFirst,
    long ReceiveOnlySince,
    long HeldUntil,
    long NextDue)
{
    /// <summary>Whether all of it is equal, the held keys one by one.</summary>
    public bool Equals(SessionStatus? other) =>
        other is not null
        && (this with { HeldKeys = [] }).ToString() == (other with { HeldKeys = [] }).ToString()
        && HeldKeys.SequenceEqual(other.HeldKeys);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    internal static SessionStatus Of(Session session, LifeTimes life) => new(
        session.Name,
        session.State,
        session.IsInitiator,
        session.Keys.Current,
        session.Keys.NewestPeerKey?.Id ?? 0,
        [.. session.Keys.OwnKeys.Select(key => new HeldKey(key.Id, key.AnnouncedAt, key.SupersededAt))],
        session.IsQuarantined,
        session.NewestFirst,
        session.ReceiveOnlySince,
        session.HeldUntil(life),
        session.NextDue(life));
}
