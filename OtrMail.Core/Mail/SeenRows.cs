using OtrMail.Core.Storage;

namespace OtrMail.Core.Mail;

/// <summary>
/// Which messages have been read: header hash → packet hash, for each private key that opens messages, for exactly
/// as long as that key lives. They are what makes it safe to reveal a MAC key at once: another message under a
/// recorded header is refused.
/// </summary>
internal static class SeenRows
{
    private static readonly RecordKind Kind = new("seen", Forgettable: false);

    /// <summary>What is known of a packet.</summary>
    public static Seen Look(IStoreTransaction transaction, string scope, Packet packet)
    {
        byte[]? recorded = transaction.Get(Kind, scope, NameOf(packet));
        if (recorded is null)
            return Seen.New;
        return packet.Hash.Span.SequenceEqual(recorded) ? Seen.Same : Seen.Altered;
    }

    /// <summary>Records a packet as read.</summary>
    public static void Record(IStoreTransaction transaction, string scope, Packet packet) =>
        transaction.Put(Kind, scope, NameOf(packet), packet.Hash.Span);

    /// <summary>The key is forgotten, and its rows with it.</summary>
    public static void Forget(IStoreTransaction transaction, string scope) => transaction.DeleteScope(Kind, scope);

    /// <summary>Number of rows of a key.</summary>
    public static int Count(IStoreTransaction transaction, string scope) => transaction.Count(Kind, scope);

    private static string NameOf(Packet packet) => Convert.ToHexStringLower(packet.Header.Hash.Span);
}
