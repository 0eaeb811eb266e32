using OtrMail.Core.Primitives;

namespace OtrMail.Core.Im;

/// <summary>
/// One conversation of one account with one peer (the paper's Figure 1): what the user says goes in and comes out as messages
/// for the network, what comes from the network goes in and comes out as what the peer said. Everything that a person must be
/// told comes out as an <see cref="ImEvent"/>, in the order in which it came about.
/// </summary>
/// <remarks>
/// <para>
/// Hostile messages of any form give an event or silence; they never change the state and never throw. Exceptions are an
/// error of the caller (<see cref="ArgumentException"/>) or of the store (StoreException).
/// </para>
/// <para>
/// Nothing runs in the background: call <see cref="Tick"/> at <see cref="NextTick"/>. The peer may be logged in several times;
/// what the user says goes to the client of his that is encrypted and spoke last. Not for several threads at once.
/// </para>
/// </remarks>
public sealed class ImContext : IDisposable
{
    /// <summary>A conversation in the clear, with nothing said yet.</summary>
    /// <param name="account">The own side.</param>
    /// <param name="peer">The peer's name in the network.</param>
    /// <param name="keys">Where his fingerprints are remembered.</param>
    /// <param name="options">What it works with.</param>
    public ImContext(ImAccount account, string peer, ImKeyring keys, ImOptions options)
    {
        Account = account;
        Peer = peer;
        _ = keys;
        _ = options;
    }

    /// <summary>The own side.</summary>
    public ImAccount Account { get; }

    /// <summary>The peer's name.</summary>
    public string Peer { get; }

    /// <summary>What happens to what the user says.</summary>
    public ImState State => throw new NotImplementedException();

    /// <summary>The session that what the user says goes to, while it is encrypted.</summary>
    public ImSession? Session => throw new NotImplementedException();

    /// <summary>When <see cref="Tick"/> has something to do, at the latest; null when nothing is planned.</summary>
    public DateTimeOffset? NextTick => throw new NotImplementedException();

    /// <summary>
    /// The user says something. Zero characters, which no message can hold, become U+FFFD. A text that is nothing but a query
    /// ("?OTR?", "?OTRv3?" …) starts a conversation, as people are used to.
    /// </summary>
    public ImResult Send(string text) => throw new NotImplementedException();

    /// <summary>A message arrived from the network, of the peer, any text.</summary>
    public ImResult Receive(string wire) => throw new NotImplementedException();

    /// <summary>The user asks for an encrypted conversation (a query message). When it is encrypted: fresh keys.</summary>
    public ImResult Start() => throw new NotImplementedException();

    /// <summary>The user asks for fresh keys of the encrypted conversation; when it is not encrypted, as <see cref="Start"/>.</summary>
    public ImResult Refresh() => throw new NotImplementedException();

    /// <summary>The user ends the encrypted conversation, with all clients of the peer. From now on it is in the clear.</summary>
    public ImResult End() => throw new NotImplementedException();

    /// <summary>
    /// Compares a secret with the peer's (SMP). When the conversation is not encrypted: nothing but an
    /// <see cref="ImEventKind.NotSent"/> event.
    /// </summary>
    /// <param name="secret">What both people know.</param>
    /// <param name="question">A question whose answer it is, or null.</param>
    public ImResult StartSmp(string secret, string? question = null) => throw new NotImplementedException();

    /// <summary>Answers <see cref="ImEventKind.SmpAsked"/>; when nobody asked, a <see cref="ImEventKind.NotSent"/> event.</summary>
    public ImResult AnswerSmp(string secret) => throw new NotImplementedException();

    /// <summary>Gives the comparison up.</summary>
    public ImResult AbortSmp() => throw new NotImplementedException();

    /// <summary>
    /// Tells the peer that the extra symmetric key will be used, and gives it.
    /// </summary>
    /// <param name="use">What for.</param>
    /// <param name="useData">More about the use, at most 65,531 bytes.</param>
    /// <param name="key">The key, 32 bytes, the caller's to dispose; null when the conversation is not encrypted.</param>
    public ImResult UseExtraKey(uint use, ReadOnlySpan<byte> useData, out SecretBytes? key) =>
        throw new NotImplementedException();

    /// <summary>Does what is due by the clock: forgets an exchange that nobody answered, sends a heartbeat, ends an idle session.</summary>
    public ImResult Tick() => throw new NotImplementedException();

    /// <summary>Wipes all keys. The peer is not told: call <see cref="End"/> before.</summary>
    public void Dispose()
    {
    }
}
