using OtrMail.Core.Keys;
using OtrMail.Core.Storage;

namespace OtrMail.Core.Mail;

/// <summary>
/// From a session ID to the contacts that have a session of this ID. Usually one; a relay that presents somebody
/// else's g^x as its own makes it two, and the identities in the key derivation tell them apart.
/// </summary>
internal static class SessionIndex
{
    private const int MaxOwners = 4;

    private static readonly RecordKind Kind = new("session-index", Forgettable: false);

    public static IReadOnlyList<Fingerprint> Find(IStoreTransaction transaction, byte[] sessionId)
    {
        byte[] joined = transaction.Get(Kind, "", NameOf(sessionId)) ?? [];
        return [.. joined.Chunk(Fingerprint.ByteCount).Select(bytes => new Fingerprint(bytes))];
    }

    public static void Add(IStoreTransaction transaction, byte[] sessionId, Fingerprint peer)
    {
        IReadOnlyList<Fingerprint> owners = Find(transaction, sessionId);
        if (!owners.Contains(peer) && owners.Count < MaxOwners)
            Put(transaction, sessionId, [.. owners, peer]);
    }

    public static void Remove(IStoreTransaction transaction, byte[] sessionId, Fingerprint peer)
    {
        Fingerprint[] left = [.. Find(transaction, sessionId).Where(owner => !owner.Equals(peer))];
        if (left.Length == 0)
            transaction.Delete(Kind, "", NameOf(sessionId));
        else
            Put(transaction, sessionId, left);
    }

    private static void Put(IStoreTransaction transaction, byte[] sessionId, Fingerprint[] owners) =>
        transaction.Put(Kind, "", NameOf(sessionId), [.. owners.SelectMany(owner => owner.Bytes.ToArray())]);

    private static string NameOf(byte[] sessionId) => Convert.ToHexStringLower(sessionId);
}
