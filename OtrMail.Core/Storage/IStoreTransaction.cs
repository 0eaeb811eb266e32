namespace OtrMail.Core.Storage;

/// <summary>
/// All reads and writes of one message (or one batch). Nothing is kept unless <see cref="Commit"/> returns;
/// disposing without it leaves the store as it was, and gives the lock back in either case. After an exception from
/// the store, and after the commit, the transaction is over: every other call is an error of the caller
/// (<see cref="InvalidOperationException"/>).
/// </summary>
public interface IStoreTransaction : IDisposable
{
    /// <summary>
    /// Number of transactions that changed this store, this one not counted. It only grows; a store that is
    /// behind its outside copy was set back to an older state.
    /// </summary>
    long Generation { get; }

    /// <summary>
    /// Whether the store was set back to an older state (a restored backup), and nobody has dealt with it yet: its
    /// database is behind the outside copy of its generation, or does not belong to its root key, or was found so
    /// by an earlier transaction. A missing copy, or one that is behind, is normal. Forgettable records whose root
    /// key is gone count as deleted.
    /// </summary>
    bool WasSetBack { get; }

    /// <summary>
    /// Says that the caller has drawn the consequences of <see cref="WasSetBack"/>: with the commit of this
    /// transaction the generation jumps past the outside copy. Nothing happens when it was not set back.
    /// </summary>
    void ClearSetBack();

    /// <summary>The record's bytes, or <see langword="null"/> when there is none. The caller owns them.</summary>
    /// <exception cref="ArgumentException">Scope or name is not well-formed or longer than 1024 bytes.</exception>
    /// <exception cref="StoreException">The record cannot be read; then the transaction is over.</exception>
    byte[]? Get(RecordKind kind, string scope, string name);

    /// <summary>Puts a record, replacing one of the same kind, scope and name.</summary>
    /// <param name="kind">The record's kind.</param>
    /// <param name="scope">What it belongs to; the unit of <see cref="DeleteScope"/> and <see cref="Forget"/>.</param>
    /// <param name="name">Its name, unique in kind and scope.</param>
    /// <param name="value">Its bytes, sealed before they touch the disk.</param>
    /// <param name="due">When something is to be done about it (Unix seconds), for <see cref="DueBefore"/>.</param>
    void Put(RecordKind kind, string scope, string name, ReadOnlySpan<byte> value, long? due = null);

    /// <summary>Deletes a record; answers whether there was one.</summary>
    bool Delete(RecordKind kind, string scope, string name);

    /// <summary>Deletes all records of a kind in a scope; answers how many there were.</summary>
    int DeleteScope(RecordKind kind, string scope);

    /// <summary>Number of records of a kind in a scope, without opening them.</summary>
    int Count(RecordKind kind, string scope);

    /// <summary>All records of a kind in a scope, ordered by name (ordinal).</summary>
    IReadOnlyList<StoredRecord> List(RecordKind kind, string scope);

    /// <summary>All records of a kind, ordered by scope and name (ordinal).</summary>
    IReadOnlyList<StoredRecord> ListAll(RecordKind kind);

    /// <summary>
    /// At most <paramref name="limit"/> records of a kind whose due time is at or before
    /// <paramref name="unixSeconds"/>, oldest first; those of the same second in any order.
    /// </summary>
    IReadOnlyList<StoredRecord> DueBefore(RecordKind kind, long unixSeconds, int limit);

    /// <summary>
    /// The newest due time of a kind that is not after <paramref name="unixSeconds"/>, without opening a record;
    /// <see langword="null"/> when nothing is due by then.
    /// </summary>
    long? NewestDue(RecordKind kind, long unixSeconds);

    /// <summary>
    /// Promises that, once this transaction is committed, no value that was deleted or overwritten in a
    /// forgettable kind of this scope, now or earlier, can be opened again: not from this database, not from an
    /// older copy of it, not with the vault key and the passphrase (section 4.2 of the paper; its footnote 5).
    /// Costs time in proportion to the forgettable bytes that remain in the scope, so what is large and
    /// long-lived deserves a scope of its own.
    /// </summary>
    void Forget(string scope);

    /// <summary>
    /// Makes everything durable, as one: after a crash either all of it is there or none. A transaction that
    /// changed nothing writes nothing and does not count. Either way it is over then.
    /// </summary>
    /// <exception cref="StoreException">
    /// The disk refused (full, read-only …); the store is as it was, unless <see cref="StoreException.MayBeDone"/> says otherwise.
    /// </exception>
    void Commit();
}
