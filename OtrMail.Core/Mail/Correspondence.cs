using System.Security.Cryptography;
using OtrMail.Core.Keys;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Storage;
using OtrMail.Core.Wire;
using OtrMail.Ring;

namespace OtrMail.Core.Mail;

/// <summary>
/// All state shared with one contact: stamps, sessions, MAC keys on their way to being public, receipts awaited.
/// It is read from the store for one message, changed in memory, and written back only when the message is
/// accepted: what fails to verify changes nothing.
/// </summary>
internal sealed class Correspondence : IDisposable
{
    private const byte Version = 1;
    private const string Self = "";

    // a MAC key of mail belongs to one message: it is pending at once, and no DH key stands behind it
    private const uint NoKeyBehind = 0;

    private static readonly RecordKind Kind = new("correspondence", Forgettable: true);
    private static readonly RecordKind SessionKind = new("session", Forgettable: true);

    private readonly MailSuite _suite;
    private readonly List<Session> _sessions = [];
    private readonly List<Session> _erased = [];
    private readonly List<(Session Session, uint KeyId)> _forgottenKeys = [];

    private Correspondence(Contact contact, MailSuite suite)
    {
        Contact = contact;
        _suite = suite;
        Ledger = new MacKeyLedger(suite.Policy, LedgerCapacity(contact));
    }

    /// <summary>With whom.</summary>
    public Contact Contact { get; }

    /// <summary>Newest own stamp that was used; 0 before any.</summary>
    public long OwnStamp { get; private set; }

    /// <summary>Newest stamp received; 0 before any.</summary>
    public long PeerStamp { get; private set; }

    /// <summary>Newest own bundle that the peer is known to have.</summary>
    public long ReceiptedSerial { get; private set; }

    /// <summary>Since when a received mail waits for any own mail; 0 when none does.</summary>
    public long AckSince { get; private set; }

    /// <summary>Hash of the newest peer key that own mail has acknowledged, 32 bytes; empty before any.</summary>
    public byte[] AckedKey { get; private set; } = [];

    /// <summary>MAC keys of received messages.</summary>
    public MacKeyLedger Ledger { get; private set; }

    /// <summary>All sessions.</summary>
    public IReadOnlyList<Session> Sessions => _sessions;

    /// <summary>Mails whose receipt is awaited.</summary>
    public SentMails SentMails { get; } = new();

    /// <summary>The session that mail goes out in, or <see langword="null"/>.</summary>
    public Session? Sending => _sessions.Find(session => session.State != SessionState.ReceiveOnly);

    private string Scope => ContactBook.ScopeOf(Contact.Fingerprint);

    /// <summary>The state kept for a contact; empty for a new one.</summary>
    public static Correspondence Load(IStoreTransaction transaction, Contact contact, MailSuite suite)
    {
        var correspondence = new Correspondence(contact, suite);
        string scope = ContactBook.ScopeOf(contact.Fingerprint);
        if (transaction.Get(Kind, scope, Self) is { } bytes)
        {
            correspondence.Decode(bytes);
            CryptographicOperations.ZeroMemory(bytes);
        }

        foreach (StoredRecord record in transaction.List(SessionKind, scope))
        {
            if (!Session.TryDecode(record.Value, suite, out Session? session))
                throw new StoreException(StoreFault.Damaged, "a session in the store cannot be read");
            CryptographicOperations.ZeroMemory(record.Value);
            correspondence._sessions.Add(session);
        }

        return correspondence;
    }

    /// <summary>Begins anew after a move, with the stamps of before and nothing else.</summary>
    public static void PutMoved(
        IStoreTransaction transaction, Contact contact, MailSuite suite, LifeTimes life, long ownStamp, long peerStamp)
    {
        using var correspondence = new Correspondence(contact, suite) { OwnStamp = ownStamp, PeerStamp = peerStamp };
        correspondence.Save(transaction, life);
    }

    /// <summary>Deletes everything kept for a contact.</summary>
    public static void Delete(IStoreTransaction transaction, Contact contact, MailSuite suite, LifeTimes life)
    {
        using Correspondence correspondence = Load(transaction, contact, suite);
        foreach (Session session in correspondence._sessions.ToList())
            correspondence.Erase(session);
        correspondence.SentMails.Clear();
        NakWants.Take(transaction, contact);
        correspondence.Save(transaction, life);
        transaction.Delete(Kind, ContactBook.ScopeOf(contact.Fingerprint), Self);
        transaction.Forget(ContactBook.ScopeOf(contact.Fingerprint));
    }

    /// <summary>The contacts to whom an acknowledgement is due.</summary>
    public static IReadOnlyList<string> AckScopes(IStoreTransaction transaction, long now)
    {
        IReadOnlyList<StoredRecord> due = transaction.DueBefore(Kind, now, int.MaxValue);
        foreach (StoredRecord record in due)
            CryptographicOperations.ZeroMemory(record.Value);
        return [.. due.Select(record => record.Scope)];
    }

    /// <summary>When something in a session was last to be erased, up to now.</summary>
    public static long NewestDue(PostboxContext context) => context.Store.NewestDue(SessionKind, context.Now) ?? 0;

    /// <summary>The contacts in whose sessions something is to be erased by now.</summary>
    public static IReadOnlyList<string> DueScopes(IStoreTransaction transaction, long confirmed, int limit)
    {
        IReadOnlyList<StoredRecord> due = transaction.DueBefore(SessionKind, confirmed, limit);
        foreach (StoredRecord record in due)
            CryptographicOperations.ZeroMemory(record.Value);
        return [.. due.Select(record => record.Scope).Distinct()];
    }

    /// <summary>The session of this ID.</summary>
    public Session? Find(ReadOnlySpan<byte> sessionId)
    {
        foreach (Session session in _sessions)
        {
            if (session.Id.AsSpan().SequenceEqual(sessionId))
                return session;
        }

        return null;
    }

    /// <summary>
    /// Does what the table of life times demands of sessions by now: forgets superseded keys, erases sessions past
    /// their holding, and retires an offer (x1) that the peer must not answer any more. A session in which keys were
    /// exchanged is retired only by <see cref="FreshSending"/>: the peer may still write in it.
    /// </summary>
    /// <param name="now">The own clock: keys past their date are not used any more.</param>
    /// <param name="confirmed">What two runs agree has passed: only that erases.</param>
    /// <param name="life">The life times.</param>
    public void Expire(long now, long confirmed, LifeTimes life)
    {
        foreach (Session session in _sessions.ToList())
        {
            if (confirmed > session.HeldUntil(life))
            {
                Erase(session);
                continue;
            }

            foreach (uint keyId in session.Keys.Forget(confirmed).Own)
                _forgottenKeys.Add((session, keyId));
            if (session.State == SessionState.FirstSent && !session.IsFreshForSending(now, life))
                session.Retire(now);
        }
    }

    /// <summary>The peer has seen this stamp of ours.</summary>
    public void SawEcho(long echo) => OwnStamp = Math.Max(OwnStamp, echo);

    /// <summary>The store was set back: no session is used for sending, and what they open is not authenticated.</summary>
    public void Quarantine(long now)
    {
        foreach (Session session in _sessions)
            session.Quarantine(now);
    }

    /// <summary>
    /// The session that mail goes out in now, or <see langword="null"/>; one whose keys are too old to be used is
    /// retired.
    /// </summary>
    public Session? FreshSending(long now, LifeTimes life)
    {
        if (Sending is { } sending && !sending.IsFreshForSending(now, life))
            sending.Retire(now);
        return Sending;
    }

    /// <summary>
    /// The next stamp: max(previous + 1, now). One that is more than the tolerance ahead of now (the clock once was
    /// wrong) restarts at now, since peers refused what it said.
    /// </summary>
    public long NextStamp(long now, LifeTimes life)
    {
        OwnStamp = OwnStamp > now + life.ClockTolerance ? now : Math.Max(OwnStamp + 1, now);
        return OwnStamp;
    }

    /// <summary>Adds a session; when there are too many, the receive-only one that is oldest goes.</summary>
    public void Add(Session session)
    {
        if (Find(session.Id) is { } known)
            Erase(known);
        while (_sessions.Count >= MailLimits.Sessions)
            Erase(_sessions.OrderBy(s => s.State != SessionState.ReceiveOnly).ThenBy(s => s.ReceiveOnlySince).First());
        _sessions.Add(session);
    }

    /// <summary>Erases a session with its keys.</summary>
    public void Erase(Session session)
    {
        foreach (OwnKey<RatchetKeyPair> key in session.Keys.OwnKeys)
            _forgottenKeys.Add((session, key.Id));
        _sessions.Remove(session);
        _erased.Add(session);
    }

    /// <summary>A verified message of the peer: stamp, MAC key, and the receipts in it.</summary>
    public void Received(long stamp, ReadOnlySpan<byte> macKey, KeyPairIds behind, IEnumerable<byte[]> revealedMacKeys)
    {
        PeerStamp = Math.Max(PeerStamp, stamp);
        Contact.SawDate(stamp);
        Ledger.Verified(macKey, behind);
        foreach (byte[] receipt in revealedMacKeys.Select(revealed => Sha256.HashData(revealed)))
        {
            if (SentMails.Take(receipt) is not { } mail)
                continue;
            ReceiptedSerial = Math.Max(ReceiptedSerial, mail.BundleSerial);
            Ledger.Receipted(receipt);
        }
    }

    /// <summary>
    /// A mail with content was received that announced this key: it is to be acknowledged, once a key.
    /// </summary>
    public void ReceivedContent(RatchetPublicKey announced, long now)
    {
        if (AckSince == 0 && !announced.Hash.Span.SequenceEqual(AckedKey))
            AckSince = now;
    }

    /// <summary>A message of ours goes out.</summary>
    /// <param name="mail">What is remembered of it.</param>
    /// <param name="peerKey">The newest peer key known, which it acknowledges.</param>
    public void Sent(SentMail mail, RatchetPublicKey? peerKey)
    {
        SentMails.Add(mail);
        AckSince = 0;
        AckedKey = peerKey?.Hash.ToArray() ?? AckedKey;
    }

    /// <summary>Writes all of it back.</summary>
    /// <param name="transaction">Where to.</param>
    /// <param name="life">The life times, for the dates on which the records are due.</param>
    public void Save(IStoreTransaction transaction, LifeTimes life)
    {
        foreach ((Session session, uint keyId) in _forgottenKeys)
            SeenRows.Forget(transaction, SeenScope(session, keyId));
        foreach (Session session in _erased)
        {
            transaction.Delete(SessionKind, Scope, session.Name);
            SessionIndex.Remove(transaction, session.Id, Contact.Fingerprint);
            session.Dispose();
        }

        if (_forgottenKeys.Count > 0 || _erased.Count > 0)
            transaction.Forget(Scope);
        foreach (Session session in _sessions)
        {
            using WireWriter encoded = session.Encode();
            transaction.Put(SessionKind, Scope, session.Name, encoded.Written, due: session.NextDue(life));
            SessionIndex.Add(transaction, session.Id, Contact.Fingerprint);
        }

        foreach (SentMail mail in SentMails.TakeUncached())
            ResendCache.Drop(transaction, Contact, mail);
        using WireWriter own = Encode();
        transaction.Put(Kind, Scope, Self, own.Written, due: AckSince == 0 ? null : AckSince + life.AckAfter);
        _forgottenKeys.Clear();
        _erased.Clear();
    }

    /// <summary>The scope of the seen-rows that belong to an own ratchet key.</summary>
    public string SeenScope(Session session, uint ownKeyId) => $"ratchet:{Contact.Fingerprint.Hex}:{session.Name}:{ownKeyId}";

    /// <summary>Wipes all keys.</summary>
    public void Dispose()
    {
        foreach (Session session in _sessions)
            session.Dispose();
        foreach (Session session in _erased)
            session.Dispose();
    }

    private static int LedgerCapacity(Contact contact) =>
        contact.Trust == Trust.Stranger ? MailLimits.UnansweredFirsts : MailLimits.PendingReveals;

    private WireWriter Encode()
    {
        var writer = new WireWriter(1024);
        writer.Byte(Version).Long(OwnStamp).Long(PeerStamp).Long(ReceiptedSerial)
            .Long(AckSince).Data(AckedKey).Short((ushort)Ledger.Entries.Count);
        foreach (LedgerEntry entry in Ledger.Entries)
        {
            writer.Int(NoKeyBehind).Raw(entry.MacKey).Byte((byte)entry.Carriers.Count);
            foreach (byte[] carrier in entry.Carriers)
                writer.Raw(carrier);
        }

        SentMails.Encode(writer);
        return writer;
    }

    private void Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        reader.Require(reader.Byte() == Version);
        OwnStamp = reader.Long();
        PeerStamp = reader.Long();
        ReceiptedSerial = reader.Long();
        AckSince = reader.Long();
        AckedKey = reader.Data(MailLimits.HashBytes).ToArray();
        int count = reader.LongCount(MailLimits.PendingReveals);
        var entries = new List<LedgerEntry>(count);
        for (int i = 0; i < count && reader.Ok; i++)
        {
            reader.Require(reader.Int() == NoKeyBehind);
            byte[] macKey = reader.Raw(MailLimits.HashBytes).ToArray();
            int carriers = reader.Count(_suite.Policy.RevealRepeats);
            var marks = new List<byte[]>(carriers);
            for (int j = 0; j < carriers && reader.Ok; j++)
                marks.Add(reader.Raw(MailLimits.HashBytes).ToArray());
            entries.Add(new LedgerEntry(macKey, null, marks));
        }

        SentMails.Decode(ref reader);
        if (!reader.Finished)
            throw new StoreException(StoreFault.Damaged, "a correspondence in the store cannot be read");
        Ledger = new MacKeyLedger(_suite.Policy, LedgerCapacity(Contact), entries);
    }
}
