using System.Buffers.Binary;
using OtrMail.Core.Im.Exchange;
using OtrMail.Core.Im.Messages;
using OtrMail.Core.Im.Smp;
using OtrMail.Core.Primitives;

namespace OtrMail.Core.Im.Sessions;

/// <summary>
/// One client of the peer, known by its instance tag: the exchange of keys with it, the encrypted session, SMP, and the MAC
/// keys that it will be shown.
/// </summary>
/// <param name="talk">The conversation.</param>
/// <param name="tag">Its tag.</param>
internal sealed class PeerClient(Talk talk, uint tag) : IDisposable
{
    private readonly KeySuccession _keys = new(talk);
    private readonly KeyExchange _exchange =
        new(talk.Account.Identity, talk.Account.InstanceTag, tag, talk.Options.Random);

    private Comparison? _comparison;
    private bool _isVerified;
    private bool _owesHeartbeat;
    private DateTimeOffset _exchangeSince;
    private DateTimeOffset _lastSent;
    private DateTimeOffset _lastWord;

    /// <summary>Its instance tag.</summary>
    public uint Tag => tag;

    /// <summary>What happens to what is said to it.</summary>
    public ImState State { get; private set; }

    /// <summary>When it sent something last.</summary>
    public DateTimeOffset LastHeard { get; private set; }

    /// <summary>
    /// Whether it has answered the commitment that went to all clients last: it may do so once, or an old answer that comes
    /// again would begin anew.
    /// </summary>
    public bool HasAnsweredAll { get; set; }

    /// <summary>Whether an exchange is going on.</summary>
    public bool IsExchanging => _exchange.State != ExchangeState.None;

    /// <summary>The session as people see it, while it is encrypted.</summary>
    public ImSession? Info => _keys.Current is { } session ? Describe(session) : null;

    /// <summary>The sessions' keys, for tests.</summary>
    internal KeySuccession Keys => _keys;

    /// <summary>When it has something to do by the clock, or null.</summary>
    public DateTimeOffset? NextTick
    {
        get
        {
            var times = new List<DateTimeOffset>(4);
            if (IsExchanging)
                times.Add(_exchangeSince + talk.Options.Exchange);
            if (State == ImState.Encrypted)
                times.Add(_lastWord + talk.Options.Inactivity);
            if (State == ImState.Encrypted && _owesHeartbeat)
                times.Add(_lastSent + talk.Options.Heartbeat);
            if (_keys.NextTick is { } keys)
                times.Add(keys);
            return times.Count == 0 ? null : times.Min();
        }
    }

    /// <summary>Begins an exchange with this client alone: fresh keys.</summary>
    public void StartExchange(Outbox outbox)
    {
        outbox.TrySend(_exchange.Start());
        _exchangeSince = talk.Now;
    }

    /// <summary>Takes part in the commitment that was sent to all clients.</summary>
    public void Join(KeyExchange all)
    {
        _exchange.Adopt(all);
        _exchangeSince = talk.Now;
        HasAnsweredAll = true;
    }

    /// <summary>Forgets an exchange that was going on.</summary>
    public void AbandonExchange() => _exchange.Reset();

    /// <summary>A message of the exchange arrived. Answers whether the session has new keys now, and to whom.</summary>
    public Establishment ReceiveExchange(EncodedMessage message, Outbox outbox)
    {
        ExchangeStep step = _exchange.Receive(message);
        if (step.Outcome is ExchangeOutcome.Continues or ExchangeOutcome.Established)
            _exchangeSince = LastHeard = talk.Now;
        if (step.Send is not null)
            outbox.TrySend(step.Send);
        if (step.Outcome == ExchangeOutcome.Failed)
            outbox.Tell(ImEventKind.ExchangeFailed, Info);
        return step.Result is { } result ? Establish(result, outbox) : Establishment.None;
    }

    /// <summary>A data message arrived.</summary>
    public void ReceiveData(DataMessage message, Outbox outbox)
    {
        if (_keys.Open(message, out EncryptedSession? session) is not { } opened)
        {
            Unreadable(message.Flags, Info, outbox);
            return;
        }

        LastHeard = talk.Now;
        string text = opened.Plaintext.Text;
        ImSession info = Describe(session!);
        if (text.Length > 0)
        {
            _lastWord = talk.Now;
            outbox.Hear(new ImHeard(text, IsEncrypted: true) { Session = info });
        }
        else if (opened.Plaintext.Tlvs.Count == 0)
        {
            outbox.Tell(ImEventKind.HeartbeatReceived, info);
        }

        _owesHeartbeat |= text.Length > 0;
        foreach (Tlv tlv in opened.Plaintext.Tlvs)
            Take(tlv, opened.Extra, outbox);
        if (!opened.Plaintext.Tlvs.Any(tlv => tlv.Type == TlvType.ExtraKey && tlv.Value.Length >= sizeof(uint)))
            opened.Extra?.Dispose();
        Heartbeat(outbox);
    }

    /// <summary>A data message arrived that cannot be read here; its sender is told, unless it does not matter to him.</summary>
    public static void Unreadable(MessageFlags flags, ImSession? session, Outbox outbox)
    {
        if (flags.HasFlag(MessageFlags.IgnoreUnreadable))
            return;
        outbox.Tell(ImEventKind.Unreadable, session);
        outbox.Send(ErrorText.Unreadable(outbox));
    }

    /// <summary>Sends what the user said. Only while it is encrypted.</summary>
    public bool Say(string text, Outbox outbox)
    {
        _lastWord = talk.Now;
        return Send(new DataPlaintext(text, []), MessageFlags.None, outbox);
    }

    /// <summary>Tells the peer that the extra symmetric key will be used; gives the key. Only while it is encrypted.</summary>
    public SecretBytes UseExtraKey(uint use, ReadOnlySpan<byte> useData, Outbox outbox)
    {
        var value = new byte[sizeof(uint) + useData.Length];
        BinaryPrimitives.WriteUInt32BigEndian(value, use);
        useData.CopyTo(value.AsSpan(sizeof(uint)));
        SecretBytes key = _keys.Current!.ExtraKey();
        SendTlv(new Tlv(TlvType.ExtraKey, value), outbox);
        return key;
    }

    /// <summary>The user begins SMP. Only while it is encrypted.</summary>
    public void StartSmp(string secret, string? question, Outbox outbox) =>
        Follow(_comparison!.Begin(secret, question), outbox);

    /// <summary>The user answers; false when nobody asked.</summary>
    public bool TryAnswerSmp(string secret, Outbox outbox)
    {
        if (_comparison is not { IsAsked: true })
            return false;
        Follow(_comparison.Answer(secret), outbox);
        return true;
    }

    /// <summary>The user gives SMP up. Only while it is encrypted.</summary>
    public void AbortSmp(Outbox outbox) => Follow(_comparison!.Abort(), outbox);

    /// <summary>The user says whether the peer's key is verified. Only while it is encrypted.</summary>
    public void Verify(bool isVerified)
    {
        talk.Keys.SetVerified(talk.Account.Name, talk.Peer, _keys.Current!.Fingerprint, isVerified);
        _isVerified = isVerified;
    }

    /// <summary>
    /// Ends the session on this side and tells the peer, showing him all MAC keys that verified something: no message is
    /// accepted under them any more.
    /// </summary>
    public void End(ImEndedBy by, Outbox outbox)
    {
        _exchange.Reset();
        if (Info is { } info)
        {
            _keys.StopReceiving();
            SendTlv(new Tlv(TlvType.Disconnected, default), outbox);
            Close(by == ImEndedBy.User ? ImState.Plaintext : ImState.Finished);
            outbox.Tell(new ImEvent(ImEventKind.Ended) { Session = info, EndedBy = by });
        }

        if (by == ImEndedBy.User)
            State = ImState.Plaintext;
    }

    /// <summary>Does what is due.</summary>
    public void Tick(Outbox outbox)
    {
        if (IsExchanging && talk.Now >= _exchangeSince + talk.Options.Exchange)
            _exchange.Reset();
        _keys.Tick();
        if (State == ImState.Encrypted && talk.Now >= _lastWord + talk.Options.Inactivity)
            End(ImEndedBy.Inactivity, outbox);
        Heartbeat(outbox);
    }

    /// <summary>Wipes all keys.</summary>
    public void Dispose()
    {
        _exchange.Dispose();
        Close(ImState.Plaintext);
    }

    private ImSession Describe(EncryptedSession session) =>
        new(session.Fingerprint, _isVerified, Convert.ToHexStringLower(session.Id.Span), session.OwnHalfFirst, tag);

    private Establishment Establish(ExchangeResult result, Outbox outbox)
    {
        ImFingerprint fingerprint = PublicKeyEncoding.FingerprintOf(result.PeerIdentity);
        bool isRefreshed = State == ImState.Encrypted && fingerprint.Equals(_keys.Current!.Fingerprint);
        KeySighting sighting = Saw(fingerprint, result);
        _comparison?.Dispose();
        EncryptedSession session = _keys.Replace(result, isRefreshed);
        _comparison = new Comparison(new SmpParties(talk.Account.Fingerprint, fingerprint, session.Id), talk.Options.Random);
        State = ImState.Encrypted;
        _owesHeartbeat = false;
        _isVerified = sighting == KeySighting.Verified;
        _lastWord = talk.Now;
        _lastSent = talk.Now;
        ImSession info = Describe(session);
        if (sighting is KeySighting.First or KeySighting.Changed)
            outbox.Tell(sighting == KeySighting.First ? ImEventKind.FingerprintNew : ImEventKind.FingerprintChanged, info);
        outbox.Tell(isRefreshed ? ImEventKind.Refreshed : ImEventKind.Secure, info);
        return sighting == KeySighting.Changed ? Establishment.WithChangedKey : Establishment.WithKnownKey;
    }

    /// <summary>Notes the peer's key; a store that fails leaves no key of this exchange behind.</summary>
    private KeySighting Saw(ImFingerprint fingerprint, ExchangeResult result)
    {
        try
        {
            return talk.Keys.Saw(talk.Account.Name, talk.Peer, fingerprint, talk.Now);
        }
        catch
        {
            result.OwnKey.Dispose();
            throw;
        }
    }

    private void Take(Tlv tlv, SecretBytes? extra, Outbox outbox)
    {
        if (Info is not { } info)
            return; // what stands after a disconnection
        switch (tlv.Type)
        {
            case TlvType.Disconnected:
                Close(ImState.Finished);
                outbox.Tell(new ImEvent(ImEventKind.Ended) { Session = info, EndedBy = ImEndedBy.Peer });
                break;
            case TlvType.ExtraKey when tlv.Value.Length >= sizeof(uint):
                uint use = BinaryPrimitives.ReadUInt32BigEndian(tlv.Value.Span);
                outbox.Tell(new ImEvent(ImEventKind.ExtraKey)
                {
                    Session = info,
                    ExtraKey = new ImExtraKey(use, tlv.Value[sizeof(uint)..], extra!),
                });
                break;
            case >= TlvType.Smp1 and <= TlvType.Smp1WithQuestion:
                Follow(_comparison!.Receive(tlv), outbox);
                break;
        }
    }

    private void Follow(SmpStep step, Outbox outbox)
    {
        foreach (Tlv tlv in step.Send)
            SendTlv(tlv, outbox);
        if (_comparison!.ShowsPeer(step))
            Verify(isVerified: true);
        if (Comparison.Event(step.Outcome) is { } told)
            outbox.Tell(new ImEvent(told) { Session = Info, Question = step.Question });
    }

    /// <summary>An empty message, when something came and nothing went for a while: the peer can forget keys then.</summary>
    private void Heartbeat(Outbox outbox)
    {
        if (State != ImState.Encrypted || !_owesHeartbeat || talk.Now < _lastSent + talk.Options.Heartbeat)
            return;
        Send(new DataPlaintext("", []), MessageFlags.IgnoreUnreadable, outbox);
        outbox.Tell(ImEventKind.HeartbeatSent, Info);
    }

    private void SendTlv(Tlv tlv, Outbox outbox) =>
        Send(new DataPlaintext("", [tlv]), MessageFlags.IgnoreUnreadable, outbox);

    private bool Send(DataPlaintext plaintext, MessageFlags flags, Outbox outbox)
    {
        DataMessage message =
            _keys.Current!.Seal(talk.Account.InstanceTag, tag, plaintext, flags, plaintext.Text.Length > 0 ? talk.Options.PadTo : 0);
        _owesHeartbeat = false;
        _lastSent = talk.Now;
        return outbox.TrySend(message);
    }

    private void Close(ImState state)
    {
        _keys.Close();
        _comparison?.Dispose();
        _comparison = null;
        _owesHeartbeat = false;
        State = state;
    }
}
