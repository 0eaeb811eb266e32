using OtrMail.Core.Ratchet;

namespace OtrMail.Core.Im.Sessions;

/// <summary>Session keys of one pair of DH keys, and how far the counters of both directions have come.</summary>
/// <param name="keys">The keys; wiped on dispose.</param>
internal sealed class KeyedPair(SessionKeys keys) : IDisposable
{
    /// <summary>The keys.</summary>
    public SessionKeys Keys => keys;

    /// <summary>The last counter that was sent; 0 before any.</summary>
    public ulong Sent { get; private set; }

    /// <summary>The last counter that was received; 0 before any.</summary>
    public ulong Received { get; set; }

    /// <summary>The next counter to send: no two messages share key stream.</summary>
    public ulong NextToSend() => Sent = checked(Sent + 1);

    public void Dispose() => keys.Dispose();
}
