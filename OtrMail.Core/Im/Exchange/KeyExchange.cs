using System.Security.Cryptography;
using OtrMail.Core.Im.Messages;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Wire;
using OtrMail.Ring;

namespace OtrMail.Core.Im.Exchange;

/// <summary>
/// The authenticated exchange of keys with one client of the peer: D-H Commit, D-H Key, Reveal Signature, Signature (OTR
/// version 3, "The protocol state machine"; the paper's 4.3 with its first exchange mended). What does not verify changes
/// nothing.
/// </summary>
/// <param name="identity">Signs the own DH key.</param>
/// <param name="ownTag">The own instance tag.</param>
/// <param name="peerTag">The client's; 0 when it is not known yet: then only <see cref="Start"/> is of use.</param>
/// <param name="random">Makes keys.</param>
internal sealed class KeyExchange(ImIdentity identity, uint ownTag, uint peerTag, IRandomSource random) : IDisposable
{
    /// <summary>The ID of the own DH key: each exchange makes a fresh one and counts from here.</summary>
    public const uint OwnKeyId = 1;

    private ModpKeyPair? _ownKey;
    private SecretBytes? _r;
    private DhCommitMessage? _commit; // the own one while a D-H Key is awaited, else the peer's
    private ModpPublicKey? _peerKey;
    private ExchangeKeys? _keys;
    private EncodedMessage? _lastSent;

    /// <summary>Where it stands.</summary>
    public ExchangeState State { get; private set; }

    /// <summary>Begins: makes a fresh key and commits to it, whatever went on before.</summary>
    public DhCommitMessage Start()
    {
        Reset();
        _ownKey = ModpKeyPair.Generate(random);
        _r = new SecretBytes(RevealSignatureMessage.KeyBytes);
        random.Fill(_r.Writable);
        byte[] mpi = MpiOf(_ownKey.Public);
        byte[] hash = SHA256.HashData(mpi);
        using (AesCtr cipher = AesCtr.FromZero(_r.Span, mpi.Length))
            cipher.Apply(mpi, mpi);
        _commit = new DhCommitMessage(ownTag, peerTag, mpi, hash);
        State = ExchangeState.AwaitingDhKey;
        return _commit;
    }

    /// <summary>
    /// Takes over the commitment that was sent to all of the peer's clients, because this one answers it.
    /// </summary>
    public void Adopt(KeyExchange all)
    {
        Reset();
        _ownKey = all._ownKey!.Copy();
        _r = all._r!.Copy();
        _commit = all._commit! with { Receiver = peerTag };
        State = ExchangeState.AwaitingDhKey;
    }

    /// <summary>A message of the exchange arrived. Every pair of state and message stands here.</summary>
    public ExchangeStep Receive(EncodedMessage message) => (State, message) switch
    {
        (ExchangeState.None, DhCommitMessage commit) => AnswerCommit(commit),
        (ExchangeState.AwaitingDhKey, DhCommitMessage commit) => CompareCommits(commit),
        (ExchangeState.AwaitingRevealSignature, DhCommitMessage commit) => ReplaceCommit(commit),
        (ExchangeState.AwaitingSignature, DhCommitMessage commit) => AnswerCommit(commit),

        (ExchangeState.None, DhKeyMessage) => ExchangeStep.Ignored,
        (ExchangeState.AwaitingDhKey, DhKeyMessage key) => Reveal(key),
        (ExchangeState.AwaitingRevealSignature, DhKeyMessage) => ExchangeStep.Ignored,
        (ExchangeState.AwaitingSignature, DhKeyMessage key) => RepeatReveal(key),

        (ExchangeState.None, RevealSignatureMessage) => ExchangeStep.Ignored,
        (ExchangeState.AwaitingDhKey, RevealSignatureMessage) => ExchangeStep.Ignored,
        (ExchangeState.AwaitingRevealSignature, RevealSignatureMessage reveal) => AnswerReveal(reveal),
        (ExchangeState.AwaitingSignature, RevealSignatureMessage) => ExchangeStep.Ignored,

        (ExchangeState.None, SignatureMessage) => ExchangeStep.Ignored,
        (ExchangeState.AwaitingDhKey, SignatureMessage) => ExchangeStep.Ignored,
        (ExchangeState.AwaitingRevealSignature, SignatureMessage) => ExchangeStep.Ignored,
        (ExchangeState.AwaitingSignature, SignatureMessage signature) => Complete(signature),

        _ => throw new ArgumentException("no message of the exchange", nameof(message)),
    };

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _ownKey?.Dispose();
        _r?.Dispose();
        _keys?.Dispose();
        _ownKey = null;
        _r = null;
        _keys = null;
        _commit = null;
        _peerKey = null;
        _lastSent = null;
        State = ExchangeState.None;
    }

    /// <summary>Wipes all keys.</summary>
    public void Dispose() => Reset();

    private ExchangeStep AnswerCommit(DhCommitMessage commit)
    {
        Reset();
        _ownKey = ModpKeyPair.Generate(random);
        _commit = commit;
        return Go(ExchangeState.AwaitingRevealSignature, new DhKeyMessage(ownTag, peerTag, _ownKey.Public));
    }

    /// <summary>
    /// Both sides began: the greater hash wins, so both know who goes on. The winner repeats his commitment, since the
    /// loser may not have got it.
    /// </summary>
    private ExchangeStep CompareCommits(DhCommitMessage theirs) =>
        _commit!.HashedGx.Span.SequenceCompareTo(theirs.HashedGx.Span) > 0
            ? new ExchangeStep(ExchangeOutcome.Continues, _commit)
            : AnswerCommit(theirs);

    /// <summary>He began again, or several of his clients did: the same D-H Key keeps them from answering each other forever.</summary>
    private ExchangeStep ReplaceCommit(DhCommitMessage commit)
    {
        _commit = commit;
        return new ExchangeStep(ExchangeOutcome.Continues, _lastSent);
    }

    private ExchangeStep Reveal(DhKeyMessage message)
    {
        if (message.Gy.Is(_ownKey!.Public))
            return ExchangeStep.Failed; // a mirror
        _peerKey = message.Gy;
        using (var secret = new SharedSecret(_ownKey, _peerKey))
            _keys = new ExchangeKeys(secret);
        SealedSignature signature = SignatureSealing.Make(identity, _keys.Reveal, _ownKey.Public, _peerKey, OwnKeyId);
        return Go(
            ExchangeState.AwaitingSignature,
            new RevealSignatureMessage(ownTag, peerTag, _r!.Span.ToArray(), signature));
    }

    private ExchangeStep RepeatReveal(DhKeyMessage message) =>
        message.Gy.Is(_peerKey!) ? new ExchangeStep(ExchangeOutcome.Continues, _lastSent) : ExchangeStep.Ignored;

    private ExchangeStep AnswerReveal(RevealSignatureMessage message)
    {
        if (OpenCommit(message.R.Span) is not { } peerKey || peerKey.Is(_ownKey!.Public))
            return ExchangeStep.Failed;
        using var secret = new SharedSecret(_ownKey, peerKey);
        using var keys = new ExchangeKeys(secret);
        if (!SignatureSealing.TryOpen(
            message.Signature, keys.Reveal, _ownKey.Public, peerKey, out DsaPublicKey? peer, out uint peerKeyId))
            return ExchangeStep.Failed;
        SealedSignature signature = SignatureSealing.Make(identity, keys.Answer, _ownKey.Public, peerKey, OwnKeyId);
        var result = new ExchangeResult(_ownKey, peerKey, peerKeyId, peer!, keys.SessionId, SentReveal: false);
        return Establish(result, new SignatureMessage(ownTag, peerTag, signature));
    }

    private ExchangeStep Complete(SignatureMessage message)
    {
        if (!SignatureSealing.TryOpen(
            message.Signature, _keys!.Answer, _ownKey!.Public, _peerKey!, out DsaPublicKey? peer, out uint peerKeyId))
            return ExchangeStep.Failed;
        return Establish(
            new ExchangeResult(_ownKey, _peerKey!, peerKeyId, peer!, _keys.SessionId, SentReveal: true), null);
    }

    private ExchangeStep Establish(ExchangeResult result, EncodedMessage? send)
    {
        _ownKey = null; // it is the result's now
        Reset();
        return new ExchangeStep(ExchangeOutcome.Established, send, result);
    }

    private ExchangeStep Go(ExchangeState state, EncodedMessage send)
    {
        _lastSent = send;
        State = state;
        return new ExchangeStep(ExchangeOutcome.Continues, send);
    }

    /// <summary>g^x out of the peer's commitment; null when the key, the hash or the number is wrong.</summary>
    private ModpPublicKey? OpenCommit(ReadOnlySpan<byte> r)
    {
        var mpi = new byte[_commit!.EncryptedGx.Length];
        using (AesCtr cipher = AesCtr.FromZero(r, mpi.Length))
            cipher.Apply(_commit.EncryptedGx.Span, mpi);
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(mpi), _commit.HashedGx.Span))
            return null;
        var reader = new WireReader(mpi);
        ModpPublicKey? key = Mpi.ReadKey(ref reader);
        return reader.Finished ? key : null;
    }

    private static byte[] MpiOf(ModpPublicKey key)
    {
        using var writer = new WireWriter(256);
        return writer.Data(key.Value).ToArray();
    }
}
