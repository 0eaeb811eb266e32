using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Keys;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Wire;
using OtrMail.Ring;

namespace OtrMail.Core.Mail;

/// <summary>One session with a contact: its state and its keys.</summary>
internal sealed class Session : IDisposable
{
    private const byte Version = 1;
    private const int MaxOwnKeys = 64;
    private const int MaxPeerKeys = 16;

    private Session(byte[] id, SessionState state, bool isInitiator, KeyManagement<RatchetKeyPair, RatchetPublicKey> keys)
    {
        Id = id;
        State = state;
        IsInitiator = isInitiator;
        Keys = keys;
    }

    /// <summary>The session ID, 16 bytes.</summary>
    public byte[] Id { get; }

    /// <summary>The ID in hexadecimal, under which the store keeps it.</summary>
    public string Name => Convert.ToHexStringLower(Id);

    /// <summary>Where it stands.</summary>
    public SessionState State { get; private set; }

    /// <summary>Whether x1 is ours.</summary>
    public bool IsInitiator { get; }

    /// <summary>Its ratchet keys.</summary>
    public KeyManagement<RatchetKeyPair, RatchetPublicKey> Keys { get; }

    /// <summary>The y1 of the first Reply that was read, 32 bytes; empty before.</summary>
    public byte[] PinnedReplyKey { get; private set; } = [];

    /// <summary>Stamp of the newest First of this session, sent or received.</summary>
    public long NewestFirst { get; private set; }

    /// <summary>When it became receive-only; 0 while it is not.</summary>
    public long ReceiveOnlySince { get; private set; }

    /// <summary>
    /// The store was set back while it was held: what its keys open may have been read by the state that was lost,
    /// so it is not authenticated.
    /// </summary>
    public bool IsQuarantined { get; private set; }

    /// <summary>A session that we open with a fresh x1.</summary>
    public static Session Open(MailSuite suite, IRandomSource random)
    {
        RatchetKeyPair first = suite.GenerateKeyPair(random);
        var keys = new KeyManagement<RatchetKeyPair, RatchetPublicKey>(suite);
        keys.Offer(first);
        return new Session(first.Public.SessionId(), SessionState.FirstSent, isInitiator: true, keys);
    }

    /// <summary>A session that the peer's First opened: we owe a Reply.</summary>
    public static Session Owed(MailSuite suite, RatchetPublicKey firstKey, long stamp)
    {
        var keys = new KeyManagement<RatchetKeyPair, RatchetPublicKey>(suite);
        keys.TryLearn(1, firstKey, stamp);
        return new Session(firstKey.SessionId(), SessionState.Owing, isInitiator: false, keys) { NewestFirst = stamp };
    }

    /// <summary>Makes y1 and y2 when a Reply is owed.</summary>
    public void Answer(MailSuite suite, IRandomSource random)
    {
        if (State != SessionState.Owing)
            throw new InvalidOperationException("only an owed Reply is answered");
        Keys.Answer(RatchetKeyPair.GenerateDhOnly(random), suite.GenerateKeyPair(random));
        State = SessionState.Replied;
    }

    /// <summary>The first Reply was verified: both sides know both keys.</summary>
    public bool TryEstablish(RatchetPublicKey replyKey, RatchetPublicKey announced, long stamp, long now, IRandomSource random)
    {
        if (!Keys.TryLearn(1, replyKey, stamp) || !Keys.TryLearn(2, announced, stamp))
            return false;
        Keys.Used(1, now, random);
        PinnedReplyKey = replyKey.Bytes.ToArray();
        State = SessionState.Established;
        return true;
    }

    /// <summary>A Data was verified: keys move on.</summary>
    public bool TryRotate(uint senderId, uint recipientId, RatchetPublicKey announced, long stamp, long now, IRandomSource random)
    {
        if (!Keys.TryLearn(senderId + 1, announced, stamp))
            return false;
        Keys.Used(recipientId, now, random);
        State = SessionState.Established;
        return true;
    }

    /// <summary>A First of this session went out or came in.</summary>
    public void SawFirst(long stamp) => NewestFirst = Math.Max(NewestFirst, stamp);

    /// <summary>
    /// Whether a newer First may bring it back when it is receive-only: not once the peer has used a second key of ours,
    /// since then he had our Reply, and offers x1 no more.
    /// </summary>
    public bool MayReturn => IsQuarantined || Keys.Current <= 1;

    /// <summary>
    /// The peer still offers x1: a Reply is owed, or the Reply made before is repeated with its y1 and y2, which he may
    /// have got meanwhile.
    /// </summary>
    public void Return(long stamp)
    {
        State = Keys.Current == 0 ? SessionState.Owing : SessionState.Replied;
        ReceiveOnlySince = 0;
        SawFirst(stamp);
    }

    /// <summary>Nothing is sent in it any more.</summary>
    public void Retire(long now)
    {
        if (State == SessionState.ReceiveOnly)
            return;
        State = SessionState.ReceiveOnly;
        ReceiveOnlySince = now;
    }

    /// <summary>Nothing is sent in it any more, and what it opens is not authenticated.</summary>
    public void Quarantine(long now)
    {
        Retire(now);
        IsQuarantined = true;
    }

    /// <summary>
    /// Whether keys may still be used for sending, by the table of life times: an offer (x1) until 90 days after the
    /// last First, a ratchet key until 330 days after the stamp that announced it.
    /// </summary>
    public bool IsFreshForSending(long now, LifeTimes life) => State switch
    {
        SessionState.FirstSent => now <= NewestFirst + life.OfferUse,
        SessionState.Owing or SessionState.Replied => now <= NewestFirst + life.OfferUse,
        SessionState.Established => now <= (Keys.NewestPeerKey?.AnnouncedAt ?? 0) + life.RatchetUse,
        _ => false,
    };

    /// <summary>Until when it is held, by the same table; past that it opens nothing and is to be erased.</summary>
    public long HeldUntil(LifeTimes life) => State switch
    {
        SessionState.ReceiveOnly when IsUnanswered => Math.Min(ReceiveOnlySince + life.ReceiveOnly, NewestFirst + life.OfferHold),
        SessionState.ReceiveOnly => ReceiveOnlySince + life.ReceiveOnly,
        SessionState.FirstSent => NewestFirst + life.OfferHold,
        SessionState.Owing => NewestFirst + life.OfferUse,
        _ => LastAnnouncement + life.RatchetHold,
    };

    /// <summary>When something in it is to be erased next.</summary>
    public long NextDue(LifeTimes life) => Math.Min(HeldUntil(life) + 1, Keys.NextForgetting ?? long.MaxValue);

    private bool IsUnanswered => IsInitiator && PinnedReplyKey.Length == 0;

    // a key just made is announced by the next message only; until then the one before counts
    private long LastAnnouncement => Keys.OwnKeys.Max(key => key.AnnouncedAt);

    /// <summary>Wipes its keys.</summary>
    public void Dispose() => Keys.Dispose();

    public WireWriter Encode()
    {
        var writer = new WireWriter(8192);
        writer.Byte(Version).Byte((byte)State).Flag(IsInitiator).Flag(IsQuarantined).Raw(Id).Data(PinnedReplyKey)
            .Long(NewestFirst).Long(ReceiveOnlySince).Int(Keys.Current);
        writer.Byte((byte)Keys.OwnKeys.Count);
        foreach (OwnKey<RatchetKeyPair> key in Keys.OwnKeys)
        {
            writer.Int(key.Id).Long(key.AnnouncedAt).Flag(key.SupersededAt is not null).Long(key.SupersededAt ?? 0)
                .Data(key.Pair.Secret).Data(key.Pair.Public.Bytes.Span);
        }

        writer.Byte((byte)Keys.PeerKeys.Count);
        foreach (PeerKey<RatchetPublicKey> key in Keys.PeerKeys)
            writer.Int(key.Id).Long(key.AnnouncedAt).Data(key.Key.Bytes.Span);
        return writer;
    }

    public static bool TryDecode(ReadOnlySpan<byte> bytes, MailSuite suite, [NotNullWhen(true)] out Session? session)
    {
        session = null;
        var reader = new WireReader(bytes);
        reader.Require(reader.Byte() == Version);
        var state = (SessionState)reader.Byte();
        reader.Require(state is >= SessionState.Owing and <= SessionState.ReceiveOnly);
        bool isInitiator = reader.Flag();
        bool isQuarantined = reader.Flag();
        byte[] id = reader.Raw(MailLimits.SessionIdBytes).ToArray();
        byte[] pinned = reader.Data(32).ToArray();
        long newestFirst = reader.Long();
        long receiveOnlySince = reader.Long();
        uint current = reader.Int();
        List<OwnKey<RatchetKeyPair>> own = ReadOwnKeys(ref reader);
        List<PeerKey<RatchetPublicKey>> peer = ReadPeerKeys(ref reader);
        if (own.DistinctBy(key => key.Id).Count() < own.Count || peer.DistinctBy(key => key.Id).Count() < peer.Count)
        {
            own.ForEach(key => key.Pair.Dispose());
            return false;
        }

        var keys = new KeyManagement<RatchetKeyPair, RatchetPublicKey>(suite, current, own, peer);
        if (!reader.Finished)
        {
            keys.Dispose();
            return false;
        }

        session = new Session(id, state, isInitiator, keys)
        {
            PinnedReplyKey = pinned,
            NewestFirst = newestFirst,
            ReceiveOnlySince = receiveOnlySince,
            IsQuarantined = isQuarantined,
        };
        return true;
    }

    private static List<OwnKey<RatchetKeyPair>> ReadOwnKeys(ref WireReader reader)
    {
        int count = reader.Count(MaxOwnKeys);
        var keys = new List<OwnKey<RatchetKeyPair>>(count);
        for (int i = 0; i < count && reader.Ok; i++)
        {
            uint id = reader.Int();
            long announcedAt = reader.Long();
            bool isSuperseded = reader.Flag();
            long supersededAt = reader.Long();
            ReadOnlySpan<byte> secret = reader.Data(96);
            ReadOnlySpan<byte> publicKey = reader.Data(RatchetPublicKey.FullBytes);
            if (RatchetKeyPair.TryRead(secret, publicKey, out RatchetKeyPair? pair))
                keys.Add(new OwnKey<RatchetKeyPair>(id, pair, announcedAt, isSuperseded ? supersededAt : null));
            else
                reader.Fail();
        }

        return keys;
    }

    private static List<PeerKey<RatchetPublicKey>> ReadPeerKeys(ref WireReader reader)
    {
        int count = reader.Count(MaxPeerKeys);
        var keys = new List<PeerKey<RatchetPublicKey>>(count);
        for (int i = 0; i < count && reader.Ok; i++)
        {
            uint id = reader.Int();
            long announcedAt = reader.Long();
            if (RatchetPublicKey.TryRead(reader.Data(RatchetPublicKey.FullBytes), out RatchetPublicKey? key))
                keys.Add(new PeerKey<RatchetPublicKey>(id, key, announcedAt));
            else
                reader.Fail();
        }

        return keys;
    }
}
