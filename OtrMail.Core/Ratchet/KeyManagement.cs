using System.Diagnostics.CodeAnalysis;
using OtrMail.Ring;

namespace OtrMail.Core.Ratchet;

/// <summary>
/// Key IDs, own keys and peer keys of one session (paper, sections 4.1 and 4.2). Nobody has to take turns: every
/// message names the sender's and the recipient's key, and a key is announced in the message before it is used.
/// </summary>
/// <remarks>
/// <para>
/// <see cref="Current"/> is the highest own key that the peer has used; the one after it is announced in every
/// message. A message is encrypted from the current own key to the newest key of the peer. When a verified message
/// uses the announced key, that one becomes current, a fresh pair is made, and the one that was current is
/// superseded: it is forgotten after the policy's time. Duplicates and late messages never move anything back.
/// </para>
/// <para>It knows nothing of messages, states or storage.</para>
/// </remarks>
public sealed class KeyManagement<TPair, TPublic> : IDisposable
    where TPair : class, IDisposable
    where TPublic : class
{
    /// <summary>Key IDs stay below this (design, section 7); a session ends long before.</summary>
    public const uint MaxKeyId = 1u << 31;

    private readonly ICipherSuite<TPair, TPublic> _suite;
    private readonly SortedDictionary<uint, OwnKey<TPair>> _own = [];
    private readonly SortedDictionary<uint, PeerKey<TPublic>> _peer = [];
    private readonly List<uint> _droppedPeerKeys = [];

    /// <summary>A session without keys.</summary>
    public KeyManagement(ICipherSuite<TPair, TPublic> suite) => _suite = suite;

    /// <summary>A session as it was stored.</summary>
    public KeyManagement(
        ICipherSuite<TPair, TPublic> suite,
        uint current,
        IEnumerable<OwnKey<TPair>> own,
        IEnumerable<PeerKey<TPublic>> peer)
        : this(suite)
    {
        Current = current;
        foreach (OwnKey<TPair> key in own)
            _own.Add(key.Id, key);
        foreach (PeerKey<TPublic> key in peer)
            _peer.Add(key.Id, key);
    }

    /// <summary>Highest own key ID that the peer has used (or that was used to answer him); 0 before that.</summary>
    public uint Current { get; private set; }

    /// <summary>All own keys still remembered, in order.</summary>
    public IReadOnlyCollection<OwnKey<TPair>> OwnKeys => _own.Values;

    /// <summary>All peer keys still remembered, in order.</summary>
    public IReadOnlyCollection<PeerKey<TPublic>> PeerKeys => _peer.Values;

    /// <summary>The own key that messages are sent from.</summary>
    public OwnKey<TPair> CurrentKey => _own[Current];

    /// <summary>The own key that every message announces.</summary>
    public OwnKey<TPair> AnnouncedKey => _own[Current + 1];

    /// <summary>The peer key that messages are sent to, or <see langword="null"/> before any is known.</summary>
    public PeerKey<TPublic>? NewestPeerKey => _peer.Count == 0 ? null : _peer.Values.Last();

    /// <summary>Begins as the one who announces key 1 and waits for its use.</summary>
    public void Offer(TPair first) => _own.Add(1, new OwnKey<TPair>(1, first, 0, null));

    /// <summary>Begins as the one who answers: key 1 is current at once, key 2 is announced.</summary>
    public void Answer(TPair first, TPair second)
    {
        Current = 1;
        _own.Add(1, new OwnKey<TPair>(1, first, 0, null));
        _own.Add(2, new OwnKey<TPair>(2, second, 0, null));
    }

    /// <summary>Notes that a message with this stamp announced the announced key.</summary>
    public void Announcing(long stamp)
    {
        OwnKey<TPair> key = AnnouncedKey;
        _own[key.Id] = key with { AnnouncedAt = Math.Max(key.AnnouncedAt, stamp) };
    }

    /// <summary>Whether the keys that a header names are at hand.</summary>
    public KeyStanding Find(
        uint peerId,
        uint ownId,
        out OwnKey<TPair>? own,
        out PeerKey<TPublic>? peer)
    {
        bool haveOwn = _own.TryGetValue(ownId, out own);
        bool havePeer = _peer.TryGetValue(peerId, out peer);
        if (haveOwn && havePeer)
            return KeyStanding.Held;
        bool ownKnown = ownId >= 1 && ownId <= Current + 1;
        bool peerKnown = peerId >= 1 && peerId <= (NewestPeerKey?.Id ?? 0);
        return ownKnown && peerKnown ? KeyStanding.Forgotten : KeyStanding.NeverKnown;
    }

    /// <summary>The own key of this ID, while it is remembered.</summary>
    public bool TryOwn(uint id, [NotNullWhen(true)] out OwnKey<TPair>? key) => _own.TryGetValue(id, out key);

    /// <summary>
    /// Learns a key that a verified message announced. Answers <see langword="false"/>, changing nothing, when a
    /// key of this ID is known with other bytes or the ID leaves a gap.
    /// </summary>
    public bool TryLearn(uint id, TPublic key, long stamp)
    {
        if (_peer.TryGetValue(id, out PeerKey<TPublic>? known))
        {
            if (!_suite.SameKey(known.Key, key))
                return false;
            _peer[id] = known with { AnnouncedAt = Math.Max(known.AnnouncedAt, stamp) };
            return true;
        }

        uint newest = NewestPeerKey?.Id ?? 0;
        if (id < newest)
            return true; // a late message announces what was superseded and dropped long ago
        if (id >= MaxKeyId || (newest != 0 && id != newest + 1))
            return false;
        _peer.Add(id, new PeerKey<TPublic>(id, key, stamp));
        while (_peer.Count > _suite.Policy.PeerKeys)
        {
            uint oldest = _peer.Keys.First();
            _peer.Remove(oldest);
            _droppedPeerKeys.Add(oldest);
        }

        return true;
    }

    /// <summary>
    /// A verified message used own key <paramref name="ownId"/>. If that is the announced one, it becomes current
    /// and a fresh pair follows it.
    /// </summary>
    public void Used(uint ownId, long now, IRandomSource random)
    {
        if (ownId != Current + 1)
            return;
        if (_own.TryGetValue(Current, out OwnKey<TPair>? superseded))
            _own[Current] = superseded with { SupersededAt = now };
        Current = ownId;
        _own.Add(Current + 1, new OwnKey<TPair>(Current + 1, _suite.GenerateKeyPair(random), 0, null));
    }

    /// <summary>
    /// Whether a superseded key is past its time: it opens nothing any more, even before <see cref="Forget"/> has
    /// erased it.
    /// </summary>
    public bool IsPast(OwnKey<TPair> key, long now) => now >= key.SupersededAt + _suite.Policy.SupersededSeconds;

    /// <summary>When the next superseded key is to be forgotten, or <see langword="null"/>.</summary>
    public long? NextForgetting => _own.Values.Min(key => key.SupersededAt) + _suite.Policy.SupersededSeconds;

    /// <summary>
    /// Forgets superseded own keys whose time had come at <paramref name="time"/> or that are too many; answers their
    /// IDs, and those of the peer's keys that newer ones have pushed out since the last call.
    /// </summary>
    public ForgottenKeys Forget(long time)
    {
        var superseded = _own.Values.Where(k => k.SupersededAt is not null).ToList();
        int surplus = Math.Max(0, superseded.Count - _suite.Policy.SupersededKeys);
        var forgotten = new List<uint>();
        for (int i = 0; i < superseded.Count; i++)
        {
            OwnKey<TPair> key = superseded[i];
            if (i >= surplus && !IsPast(key, time))
                continue;
            key.Pair.Dispose();
            _own.Remove(key.Id);
            forgotten.Add(key.Id);
        }

        uint[] dropped = [.. _droppedPeerKeys];
        _droppedPeerKeys.Clear();
        return new ForgottenKeys(forgotten, dropped);
    }

    /// <summary>Wipes all own keys.</summary>
    public void Dispose()
    {
        foreach (OwnKey<TPair> key in _own.Values)
            key.Pair.Dispose();
        _own.Clear();
    }
}
