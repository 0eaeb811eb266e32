using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Benchmarks;

/// <summary>
/// Fills a store, through its own interface, with what contacts and received mails leave there. Every contact is the one that is
/// there, under another identity: what counts here is how much there is, and where it lies.
/// </summary>
internal sealed class Crowd : IDisposable
{
    private const int HashBytes = 32;
    private const int MailsAtOnce = 250_000;
    private const long Day = 86_400;

    private static readonly RecordKind Contact = new("contact", Forgettable: false);
    private static readonly RecordKind Pin = new("address", Forgettable: false);
    private static readonly RecordKind KnownSigning = new("known-signing", Forgettable: false);
    private static readonly RecordKind Correspondence = new("correspondence", Forgettable: true);
    private static readonly RecordKind Session = new("session", Forgettable: true);
    private static readonly RecordKind SessionIndex = new("session-index", Forgettable: false);
    private static readonly RecordKind Seen = new("seen", Forgettable: false);
    private static readonly RecordKind PrivateThread = new("private-thread", Forgettable: false);

    private readonly SqliteStore _store;
    private readonly List<(string Peer, string Session)> _people = [];

    public Crowd(string directory, string state) => _store = SqliteStore.Open(
        new StoreOptions { Directory = directory, StateDirectory = state }, () => null, SystemRandomSource.Instance);

    /// <summary>Adds contacts, each pinned, with an established session.</summary>
    public void AddContacts(int count)
    {
        using IStoreTransaction transaction = _store.Begin();
        StoredRecord contact = transaction.ListAll(Contact)[0];
        StoredRecord signing = transaction.ListAll(KnownSigning)[0];
        StoredRecord correspondence = transaction.ListAll(Correspondence)[0];
        StoredRecord session = transaction.ListAll(Session)[0];
        for (int i = 0; i < count; i++)
        {
            (string peer, string name) = (Hash(HashBytes), Hash(16));
            transaction.Put(Contact, "peer:" + peer, "", contact.Value);
            transaction.Put(Pin, "", $"person{i}@example.com", Convert.FromHexString(peer));
            transaction.Put(KnownSigning, "", Hash(HashBytes), signing.Value);
            transaction.Put(Correspondence, "peer:" + peer, "", correspondence.Value, correspondence.Due);
            transaction.Put(Session, "peer:" + peer, name, session.Value, session.Due);
            transaction.Put(SessionIndex, "", name, Convert.FromHexString(peer));
            _people.Add((peer, name));
        }

        transaction.Commit();
    }

    /// <summary>Adds what received mails leave: a row of the key that opened it, and its Message-ID, let go within 400 days.</summary>
    public void AddMails(int ofEach)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        long total = (long)_people.Count * ofEach, added = 0;
        byte[] value = Convert.FromHexString(Hash(HashBytes));
        while (added < total)
        {
            using IStoreTransaction transaction = _store.Begin();
            for (int i = 0; i < MailsAtOnce && added < total; i++, added++)
            {
                (string peer, string session) = _people[(int)(added % _people.Count)];
                transaction.Put(Seen, $"ratchet:{peer}:{session}:2", Hash(HashBytes), value);
                transaction.Put(PrivateThread, "", Hash(HashBytes), [], now + Day + (added * 399 * Day / total));
            }

            transaction.Commit();
        }
    }

    public void Dispose() => _store.Dispose();

    private static string Hash(int bytes)
    {
        Span<byte> hash = stackalloc byte[bytes];
        SystemRandomSource.Instance.Fill(hash);
        return Convert.ToHexStringLower(hash);
    }
}
