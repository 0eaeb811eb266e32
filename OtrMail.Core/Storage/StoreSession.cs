using OtrMail.Ring;

namespace OtrMail.Core.Storage;

/// <summary>
/// Database and root during one transaction, kept in step with each other. The order of a commit that forgets:
/// <list type="number">
/// <item>the new root key goes into the blank slot of <c>root</c>, durably: both keys are there;</item>
/// <item>the database commits, durably, with the number and ID of the new root key in its row <c>meta</c>;</item>
/// <item>the slot of the old root key is overwritten, durably.</item>
/// </list>
/// A kill before the second step is over leaves the old state and a key that nothing hangs on, a kill after it the
/// new state and a key that should be gone; <see cref="Begin"/> overwrites either.
/// </summary>
internal sealed class StoreSession : IDisposable
{
    private readonly StoreOptions _options;
    private readonly IRandomSource _random;
    private readonly RootFile _root;
    private readonly int _target;
    private readonly long _lastEpoch;

    private StoreSession(
        StoreOptions options, IRandomSource random, StoreDatabase database, StoreMeta meta, RootFile root,
        KeyTree tree, int target, long lastEpoch, bool lostForgettable)
    {
        _options = options;
        _random = random;
        Database = database;
        Meta = meta;
        _root = root;
        Tree = tree;
        _target = target;
        _lastEpoch = lastEpoch;
        LostForgettable = lostForgettable;
    }

    /// <summary>The database.</summary>
    public StoreDatabase Database { get; }

    /// <summary>The row <c>meta</c> as the transaction found it.</summary>
    public StoreMeta Meta { get; }

    /// <summary>The keys of the forgettable records.</summary>
    public KeyTree Tree { get; }

    /// <summary>
    /// Whether database and root do not belong together: one of them was restored from a backup. Then the
    /// forgettable records are beyond recovery, as they should be; they count as deleted, and the first commit that
    /// changes anything deletes them.
    /// </summary>
    public bool LostForgettable { get; }

    /// <summary>Opens both files and finishes what a killed commit left to do. The caller holds the lock.</summary>
    public static StoreSession Begin(StoreOptions options, StoreKeys keys, IRandomSource random)
    {
        StoreDatabase? database = null;
        RootFile? root = null;
        RootSlot[] slots = [];
        try
        {
            database = StoreDatabase.Begin(options);
            StoreMeta meta = database.ReadMeta();
            if (!keys.StoreId.SequenceEqual(meta.StoreId))
                throw StoreTrouble.Damaged("vault and database are not of the same store");
            root = RootFile.Open(options.RootPath, keys, options.Step);
            slots = [root.Read(0), root.Read(1)];
            RootSlot? match = Match(slots, meta);
            KeyTree tree;
            if (match is { Key: not null })
            {
                EraseLeftover(database, root, slots[1 - match.Number]);
                tree = KeyTree.Open(database, keys.StoreId, random, meta.Epoch, match.Key);
            }
            else
            {
                database.ClearForgettable();
                tree = KeyTree.Plant(database, keys.StoreId, random);
            }

            int target = match is not null ? 1 - match.Number : slots[0].Epoch > slots[1].Epoch ? 1 : 0;
            long lastEpoch = Math.Max(meta.Epoch, Math.Max(slots[0].Epoch, slots[1].Epoch));
            return new StoreSession(options, random, database, meta, root, tree, target, lastEpoch, match is null);
        }
        catch
        {
            root?.Dispose();
            database?.Dispose();
            throw;
        }
        finally
        {
            foreach (RootSlot slot in slots)
                slot.Dispose();
        }
    }

    /// <summary>Makes database and root of a new store, empty.</summary>
    public static void Create(StoreOptions options, StoreKeys keys, IRandomSource random)
    {
        using StoreKey rootKey = StoreKey.NewRandom(random);
        using (RootFile.Create(options.RootPath, keys, options.Step, 1, rootKey, random))
        {
            using StoreDatabase database = StoreDatabase.Create(options);
            using KeyTree tree = KeyTree.Plant(database, keys.StoreId, random);
            tree.Save(1, rootKey);
            database.WriteMeta(new StoreMeta(keys.StoreId.ToArray(), 0, 1, KeyTree.RootIdOf(rootKey), false));
            database.Commit();
        }
    }

    /// <summary>Forgets the scopes and makes everything durable.</summary>
    /// <param name="forget">Hashes of the scopes to forget.</param>
    /// <param name="generation">The generation after this commit.</param>
    /// <param name="setBack">Whether the store remains marked as set back.</param>
    public void Commit(IEnumerable<byte[]> forget, long generation, bool setBack)
    {
        foreach (byte[] scope in forget)
            Tree.Forget(scope);
        StoreMeta next = Meta with { Generation = generation, SetBack = setBack };
        using StoreKey? newRoot = Tree.NeedsNewRoot ? StoreKey.NewRandom(_random) : null;
        if (newRoot is not null)
            next = next with { Epoch = _lastEpoch + 1, RootId = KeyTree.RootIdOf(newRoot) };
        Tree.Save(next.Epoch, newRoot);
        Database.WriteMeta(next);
        _options.Step("commit: database written");
        if (newRoot is not null)
            _root.Write(_target, next.Epoch, newRoot, _random);
        _options.Step("commit: before the database commits");
        CommitDatabase(next.Generation);
        if (newRoot is not null)
            EraseOldRoot();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Tree.Dispose();
        _root.Dispose();
        Database.Dispose();
    }

    private void CommitDatabase(long generation)
    {
        try
        {
            Database.Commit();
        }
        catch (SqliteFailure e)
        {
            e.IsAfterCommit = Database.IsCommitted(generation);
            throw;
        }
    }

    private static RootSlot? Match(RootSlot[] slots, StoreMeta meta)
    {
        foreach (RootSlot slot in slots)
        {
            if (slot.Key is not null && slot.Epoch == meta.Epoch
                && KeyTree.RootIdOf(slot.Key).AsSpan().SequenceEqual(meta.RootId))
                return slot;
        }

        // A slot that holds something unreadable may have held the key that is missing: that is damage. Only when
        // every key that is there opens, and is another one, was something restored.
        if (slots.All(slot => slot.IsBlank) || slots.Any(slot => !slot.IsBlank && slot.Key is null))
            throw StoreTrouble.Damaged("the file 'root' does not open");
        return null;
    }

    private static void EraseLeftover(StoreDatabase database, RootFile root, RootSlot leftover)
    {
        if (leftover.IsBlank)
            return;
        // The kill may have come after the journal's header was zeroed, or a journal rolled back and deleted, but before that was
        // durable. If the power failed now, the database would fall back to the state whose root key is about to be overwritten.
        database.SettleJournal();
        root.Blank(leftover.Number);
    }

    private void EraseOldRoot()
    {
        try
        {
            _options.Step("commit: database committed");
            _root.Blank(1 - _target);
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            // The transaction is committed and must not be reported as failed. The next Begin sees the leftover,
            // tries again, and fails if it cannot be overwritten then either.
        }
    }
}
