using OtrMail.Core.Im.Messages;
using OtrMail.Core.Im.Sessions;
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
/// what the user says goes to the client of his that is encrypted and spoke last, unless another is chosen
/// (<see cref="Choose"/>). Not for several threads at once.
/// </para>
/// </remarks>
public sealed class ImContext : IDisposable
{
    private readonly Talk _talk;
    private readonly PeerClients _clients;
    private readonly SaidTexts _said;
    private readonly WhitespaceOffer _offer;
    private readonly Reception _reception;

    /// <summary>A conversation in the clear, with nothing said yet.</summary>
    /// <param name="account">The own side.</param>
    /// <param name="peer">The peer's name in the network.</param>
    /// <param name="keys">Where his fingerprints are remembered.</param>
    /// <param name="options">What it works with.</param>
    public ImContext(ImAccount account, string peer, ImKeyring keys, ImOptions options)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(options);
        ImKeyring.CheckName(peer, nameof(peer));
        _talk = new Talk(account, peer, keys, options);
        _clients = new PeerClients(_talk);
        _said = new SaidTexts(options);
        _offer = new WhitespaceOffer(options.Policy);
        _reception = new Reception(_talk, _clients, _said, _offer);
    }

    /// <summary>The own side.</summary>
    public ImAccount Account => _talk.Account;

    /// <summary>The peer's name.</summary>
    public string Peer => _talk.Peer;

    /// <summary>What happens to what the user says.</summary>
    public ImState State => _clients.Best?.State ?? ImState.Plaintext;

    /// <summary>The session that what the user says goes to, while it is encrypted.</summary>
    public ImSession? Session => _clients.Best?.Info;

    /// <summary>All encrypted sessions: one for each client of the peer that has one.</summary>
    public IReadOnlyList<ImSession> Sessions => [.. _clients.All.Select(client => client.Info).OfType<ImSession>()];

    /// <summary>When <see cref="Tick"/> has something to do, at the latest; null when nothing is planned.</summary>
    public DateTimeOffset? NextTick =>
        _clients.NextTick is { } clients && _said.NextTick is { } said
            ? clients < said ? clients : said
            : _clients.NextTick ?? _said.NextTick;

    /// <summary>The peer's clients, for tests.</summary>
    internal PeerClients Clients => _clients;

    /// <summary>
    /// The user says something; nothing is nothing. Zero characters, which no message can hold, become U+FFFD. A text that is
    /// nothing but a query ("?OTR?", "?OTRv3?" …) starts a conversation, as people are used to.
    /// </summary>
    public ImResult Send(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Replace('\0', '\uFFFD');
        Outbox outbox = _talk.NewOutbox();
        if (text.Length == 0)
            return outbox.ToResult();
        if (!Policy.AllowV3)
            outbox.Send(text);
        else if (IsQuery(text))
            outbox.Send(ErrorText.Query(outbox));
        else
            Say(text, outbox);
        return outbox.ToResult();
    }

    /// <summary>A message arrived from the network, of the peer, any text.</summary>
    public ImResult Receive(string wire)
    {
        ArgumentNullException.ThrowIfNull(wire);
        Outbox outbox = _talk.NewOutbox();
        _reception.Take(wire, outbox);
        return outbox.ToResult();
    }

    /// <summary>
    /// The user asks for an encrypted conversation, with whichever client of the peer answers (a query message). Nothing when
    /// the policy forbids OTR.
    /// </summary>
    public ImResult Start()
    {
        Outbox outbox = _talk.NewOutbox();
        if (Policy.AllowV3)
            outbox.Send(ErrorText.Query(outbox));
        return outbox.ToResult();
    }

    /// <summary>
    /// The user asks for fresh keys of the encrypted conversation, with the client it goes to; when it is not encrypted, as
    /// <see cref="Start"/>.
    /// </summary>
    public ImResult Refresh()
    {
        if (_clients.Best is not { State: ImState.Encrypted } client)
            return Start();
        Outbox outbox = _talk.NewOutbox();
        client.StartExchange(outbox);
        return outbox.ToResult();
    }

    /// <summary>
    /// The user ends the encrypted conversation, with all clients of the peer, and what waits to be said is given up. From now
    /// on it is in the clear.
    /// </summary>
    public ImResult End()
    {
        Outbox outbox = _talk.NewOutbox();
        _clients.End(outbox);
        _offer.Reset();
        GiveUp(_said.TakeWaiting(), outbox);
        return outbox.ToResult();
    }

    /// <summary>
    /// Compares a secret with the peer's (SMP). When the conversation is not encrypted: nothing but an
    /// <see cref="ImEventKind.NotSent"/> event.
    /// </summary>
    /// <param name="secret">What both people know.</param>
    /// <param name="question">A question whose answer it is, or null.</param>
    public ImResult StartSmp(string secret, string? question = null)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return Encrypted((client, outbox) => client.StartSmp(secret, question, outbox));
    }

    /// <summary>Answers <see cref="ImEventKind.SmpAsked"/>; when nobody asked, a <see cref="ImEventKind.NotSent"/> event.</summary>
    public ImResult AnswerSmp(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return Encrypted((client, outbox) =>
        {
            if (!client.TryAnswerSmp(secret, outbox))
                outbox.Tell(ImEventKind.NotSent, client.Info);
        });
    }

    /// <summary>Gives the comparison up.</summary>
    public ImResult AbortSmp() => Encrypted((client, outbox) => client.AbortSmp(outbox));

    /// <summary>
    /// Tells the peer that the extra symmetric key will be used, and gives it.
    /// </summary>
    /// <param name="use">What for.</param>
    /// <param name="useData">More about the use, at most 65,531 bytes.</param>
    /// <param name="key">The key, 32 bytes, the caller's to dispose; null when the conversation is not encrypted.</param>
    public ImResult UseExtraKey(uint use, ReadOnlySpan<byte> useData, out SecretBytes? key)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(useData.Length, ImLimits.TlvBytes - sizeof(uint), nameof(useData));
        Outbox outbox = _talk.NewOutbox();
        key = null;
        if (_clients.Best is { State: ImState.Encrypted } client)
            key = client.UseExtraKey(use, useData, outbox);
        else
            outbox.Tell(ImEventKind.NotSent);
        return outbox.ToResult();
    }

    /// <summary>
    /// The user says whether he verified the key of <see cref="Session"/> with its owner. False when it is not encrypted.
    /// </summary>
    public bool Verify(bool isVerified)
    {
        if (_clients.Best is not { State: ImState.Encrypted } client)
            return false;
        client.Verify(isVerified);
        return true;
    }

    /// <summary>What the user says goes to the client of the peer with this instance tag, if it is known; 0: to the best one.</summary>
    public void Choose(uint peerInstance) => _clients.Chosen = peerInstance;

    /// <summary>
    /// Does what is due by the clock: forgets an exchange that nobody answered, sends a heartbeat, ends an idle session, gives
    /// up what has waited too long.
    /// </summary>
    public ImResult Tick()
    {
        Outbox outbox = _talk.NewOutbox();
        _clients.Tick(outbox);
        GiveUp(_said.TakeExpired(_talk.Now), outbox);
        return outbox.ToResult();
    }

    /// <summary>Wipes all keys. The peer is not told: call <see cref="End"/> before.</summary>
    public void Dispose() => _clients.Dispose();

    private ImPolicy Policy => _talk.Options.Policy;

    private void Say(string text, Outbox outbox)
    {
        PeerClient? client = _clients.Best;
        switch (client?.State ?? ImState.Plaintext)
        {
            case ImState.Encrypted when client!.Say(text, outbox):
                _said.Sent(text, client.Info!.Fingerprint, _talk.Now);
                break;
            case ImState.Encrypted or ImState.Finished:
                outbox.Tell(ImEventKind.NotSent, client!.Info, text);
                break;
            case ImState.Plaintext when !Policy.RequireEncryption:
                outbox.Send(_offer.Add(text, outbox));
                break;
            case ImState.Plaintext when _said.TryWait(text, _talk.Now):
                outbox.Tell(ImEventKind.EncryptionRequired, text: text);
                if (!_clients.IsExchanging)
                    outbox.Send(ErrorText.Query(outbox));
                break;
            case ImState.Plaintext:
                outbox.Tell(ImEventKind.NotSent, text: text);
                break;
        }
    }

    private ImResult Encrypted(Action<PeerClient, Outbox> act)
    {
        Outbox outbox = _talk.NewOutbox();
        if (_clients.Best is { State: ImState.Encrypted } client)
            act(client, outbox);
        else
            outbox.Tell(ImEventKind.NotSent);
        return outbox.ToResult();
    }

    private static void GiveUp(IEnumerable<string> texts, Outbox outbox)
    {
        foreach (string text in texts)
            outbox.Tell(ImEventKind.NotSent, text: text);
    }

    private static bool IsQuery(string text)
    {
        string trimmed = text.Trim();
        return trimmed.StartsWith("?OTR", StringComparison.Ordinal) && trimmed.EndsWith('?') && !trimmed.Contains(' ', StringComparison.Ordinal)
            && WireText.Of(trimmed).Kind == WireTextKind.Query;
    }
}
