using OtrMail.Core.Im.Exchange;
using OtrMail.Core.Im.Messages;
using OtrMail.Core.Ratchet;

namespace OtrMail.Core.Im.Sessions;

/// <summary>
/// The sessions with one client of the peer, one after the other, and the MAC keys of ended ones that are still to be revealed.
/// </summary>
/// <remarks>
/// When a session gets fresh keys, messages under the old ones may be on their way: they are read until the first one under the
/// new keys comes (delivery is ordered), or for as long as an exchange is waited for.
/// </remarks>
/// <param name="talk">The conversation.</param>
internal sealed class KeySuccession(Talk talk) : IDisposable
{
    private readonly MacKeyLedger _unrevealed = new(OtrV3Suite.Instance.Policy, ImLimits.PendingReveals);
    private DateTimeOffset _replacedAt;

    /// <summary>The session that is sent in, if there is one.</summary>
    public EncryptedSession? Current { get; private set; }

    /// <summary>The one before, while messages in it are read.</summary>
    public EncryptedSession? Previous { get; private set; }

    /// <summary>When the one before is to be forgotten at the latest, or null.</summary>
    public DateTimeOffset? NextTick => Previous is null ? null : _replacedAt + talk.Options.Exchange;

    /// <summary>An exchange gave new keys.</summary>
    /// <param name="result">The exchange.</param>
    /// <param name="isRefresh">Whether the session before was with the same peer and not over.</param>
    public EncryptedSession Replace(ExchangeResult result, bool isRefresh)
    {
        EncryptedSession? former = null;
        if (isRefresh)
            (former, Current) = (Current, null);
        Close();
        Previous = former;
        _replacedAt = talk.Now;
        Current = new EncryptedSession(result, talk.Options.Random);
        Current.Inherit(_unrevealed);
        return Current;
    }

    /// <summary>Opens a message under the keys that it names; null when it cannot be read.</summary>
    public OpenedData? Open(DataMessage message, out EncryptedSession? session)
    {
        session = Current;
        if (Current?.Open(message) is { } opened)
        {
            DropPrevious();
            return opened;
        }

        session = Previous;
        return Previous?.Open(message);
    }

    /// <summary>Nothing is read any more: the next message may reveal every MAC key that verified something.</summary>
    public void StopReceiving()
    {
        DropPrevious();
        Current?.StopReceiving();
    }

    /// <summary>Does what is due.</summary>
    public void Tick()
    {
        if (NextTick <= talk.Now)
            DropPrevious();
    }

    /// <summary>Forgets all keys; a session that follows reveals what is still to be revealed.</summary>
    public void Close()
    {
        DropPrevious();
        Current?.Bequeath(_unrevealed);
        Current = null;
    }

    /// <summary>Wipes all keys.</summary>
    public void Dispose() => Close();

    private void DropPrevious()
    {
        Previous?.Bequeath(_unrevealed);
        Previous = null;
        Current?.Inherit(_unrevealed);
    }
}
