using OtrMail.Core.Storage;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Keys;

/// <summary>
/// An own signing key that nobody accepts any more: all that is kept of it is its prime, which goes out in the clear
/// part of every mail, so that anybody can sign with it (paper, section 6).
/// </summary>
/// <param name="Fingerprint">Its fingerprint.</param>
/// <param name="Prime">The smaller prime factor of its modulus, big-endian.</param>
/// <param name="From">Published from then on, Unix seconds.</param>
/// <param name="Until">Until then.</param>
public sealed record PublishedSigningKey(Fingerprint Fingerprint, byte[] Prime, long From, long Until)
{
    private const byte Version = 1;
    private const int MaxPrimeBytes = 256;
    private const string Scope = "own";

    private static readonly RecordKind Kind = new("own-published", Forgettable: false);

    /// <summary>All of them, the newest last.</summary>
    internal static IReadOnlyList<PublishedSigningKey> ReadAll(IStoreTransaction transaction) =>
        [.. transaction.List(Kind, Scope).Select(record => Decode(record.Value)).OrderBy(key => key.From)];

    internal static void Add(IStoreTransaction transaction, SigningKey key, LifeTimes life)
    {
        var published = new PublishedSigningKey(
            new Fingerprint(key.Key.PublicKey.Fingerprint), key.Key.ExportPrime(), key.PublishedFrom(life), key.PublishedUntil(life));
        using var writer = new WireWriter();
        writer.Byte(Version).Raw(published.Fingerprint.Bytes.Span).Data(published.Prime)
            .Long(published.From).Long(published.Until);
        transaction.Put(Kind, Scope, published.Fingerprint.Hex, writer.Written);
    }

    /// <summary>Drops those whose time is over; answers whether there was one.</summary>
    internal static bool DropBefore(IStoreTransaction transaction, long confirmed)
    {
        bool dropped = false;
        foreach (PublishedSigningKey key in ReadAll(transaction).Where(key => key.Until < confirmed))
            dropped |= transaction.Delete(Kind, Scope, key.Fingerprint.Hex);
        return dropped;
    }

    private static PublishedSigningKey Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        reader.Require(reader.Byte() == Version);
        ReadOnlySpan<byte> fingerprint = reader.Raw(Keys.Fingerprint.ByteCount);
        byte[] prime = reader.Data(MaxPrimeBytes).ToArray();
        long from = reader.Long();
        long until = reader.Long();
        return reader.Finished
            ? new PublishedSigningKey(new Fingerprint(fingerprint), prime, from, until)
            : throw new StoreException(StoreFault.Damaged, "a published key in the store cannot be read");
    }
}
