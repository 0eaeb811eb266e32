using OtrMail.Core.Storage;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Mail;

/// <summary>
/// Which messages have been read: header hash → packet hash, for each private key that opens messages, for exactly
/// as long as that key lives. They are what makes it safe to reveal a MAC key at once: another message under a
/// recorded header is refused.
/// </summary>
internal static class SeenRows
{
    private static readonly RecordKind Kind = new("seen", Forgettable: false);
    private static readonly RecordKind CountKind = new("seen-count", Forgettable: false);

    /// <summary>What is known of a packet.</summary>
    public static Seen Look(IStoreTransaction transaction, string scope, Packet packet)
    {
        byte[]? recorded = transaction.Get(Kind, scope, NameOf(packet));
        if (recorded is null)
            return Seen.New;
        return packet.Hash.Span.SequenceEqual(recorded) ? Seen.Same : Seen.Altered;
    }

    /// <summary>Records a packet as read.</summary>
    public static void Record(IStoreTransaction transaction, string scope, Packet packet)
    {
        if (packet.Header.Type == PacketType.First)
            PutCount(transaction, scope, Count(transaction, scope) + 1);
        transaction.Put(Kind, scope, NameOf(packet), packet.Hash.Span);
    }

    /// <summary>The key is forgotten, and its rows with it.</summary>
    public static void Forget(IStoreTransaction transaction, string scope)
    {
        transaction.DeleteScope(Kind, scope);
        transaction.DeleteScope(CountKind, scope);
    }

    /// <summary>Number of rows of a prekey; they are counted as they come, since there may be a hundred thousand.</summary>
    public static int Count(IStoreTransaction transaction, string scope)
    {
        if (transaction.Get(CountKind, scope, "") is not { } bytes)
            return transaction.Count(Kind, scope); // none yet, or a store of before
        var reader = new WireReader(bytes);
        uint count = reader.Int();
        return reader.Finished && count <= int.MaxValue
            ? (int)count : throw new StoreException(StoreFault.Damaged, "a count in the store cannot be read");
    }

    private static void PutCount(IStoreTransaction transaction, string scope, int count)
    {
        using var writer = new WireWriter(sizeof(uint));
        transaction.Put(CountKind, scope, "", writer.Int((uint)count).Written);
    }

    private static string NameOf(Packet packet) => Convert.ToHexStringLower(packet.Header.Hash.Span);
}
