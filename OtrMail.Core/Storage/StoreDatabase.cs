using SQLitePCL;

namespace OtrMail.Core.Storage;

/// <summary>
/// The file <c>otrmail.db</c> during one transaction. It is opened for each transaction and closed after it, so
/// that a long-running process sees a database that was replaced (a restored backup) instead of writing on into a
/// file that has no name any more.
/// </summary>
/// <remarks>
/// Rollback journal, because the write-ahead log keeps old pages until a checkpoint. Its file stays (PERSIST), since a new one takes
/// longer to be made durable. A transaction commits when the journal's header is overwritten with zeros, durably; then its pages
/// are, too, so nothing of the state before stays in it. synchronous = EXTRA and not FULL: the same as long as the journal stays; where it
/// is deleted, the deletion is what commits, and with FULL it may be lost with the power.
/// Long values lie in a table of their own, and their records have its numbers: SQLite reads the whole of every record that
/// it compares on its way down a table without row IDs, so whoever looks for a neighbour would read them all.
/// secure_delete zeroes what is deleted, <see cref="SqliteScrubbing"/> the copies of it that moving cells leaves.
/// </remarks>
internal sealed class StoreDatabase : IDisposable
{
    private const long SchemaVersion = 2;
    private const long ApplicationId = 0x4F54524D; // "OTRM", for file(1)

    // the journal of a mail has 40 to 100 kB; of longer ones the file is cut
    private const string Settings = """
        PRAGMA journal_mode = PERSIST;
        PRAGMA journal_size_limit = 131072;
        PRAGMA synchronous = EXTRA;
        PRAGMA secure_delete = ON;
        PRAGMA temp_store = MEMORY;
        PRAGMA cell_size_check = ON;
        PRAGMA trusted_schema = OFF;
        """;

    private const string Schema = """
        CREATE TABLE meta (
            id INTEGER PRIMARY KEY CHECK (id = 1), store BLOB NOT NULL, generation INTEGER NOT NULL,
            epoch INTEGER NOT NULL, root BLOB NOT NULL, set_back INTEGER NOT NULL);
        CREATE TABLE trunk (id INTEGER PRIMARY KEY CHECK (id = 1), sealed BLOB NOT NULL);
        CREATE TABLE branch (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL);
        CREATE TABLE kept (
            kind INTEGER NOT NULL, scope BLOB NOT NULL, name BLOB NOT NULL, due INTEGER, value BLOB NOT NULL,
            PRIMARY KEY (kind, scope, name)) WITHOUT ROWID;
        CREATE INDEX kept_due ON kept (kind, due) WHERE due IS NOT NULL;
        CREATE TABLE secret (
            kind INTEGER NOT NULL, scope BLOB NOT NULL, name BLOB NOT NULL, due INTEGER, value BLOB NOT NULL,
            PRIMARY KEY (scope, kind, name)) WITHOUT ROWID;
        CREATE INDEX secret_due ON secret (kind, due);
        """;

    /// <summary>What version 2 added.</summary>
    private const string LongValues = """
        CREATE TABLE IF NOT EXISTS long (id INTEGER PRIMARY KEY, value BLOB NOT NULL);
        CREATE TRIGGER IF NOT EXISTS kept_deleted AFTER DELETE ON kept WHEN typeof(old.value) = 'integer' BEGIN
            DELETE FROM long WHERE id = old.value; END;
        CREATE TRIGGER IF NOT EXISTS kept_replaced AFTER UPDATE OF value ON kept WHEN typeof(old.value) = 'integer' BEGIN
            DELETE FROM long WHERE id = old.value; END;
        CREATE TRIGGER IF NOT EXISTS secret_deleted AFTER DELETE ON secret WHEN typeof(old.value) = 'integer' BEGIN
            DELETE FROM long WHERE id = old.value; END;
        CREATE TRIGGER IF NOT EXISTS secret_replaced AFTER UPDATE OF value ON secret WHEN typeof(old.value) = 'integer' BEGIN
            DELETE FROM long WHERE id = old.value; END;
        """;

    private static readonly string NewVersion = $"PRAGMA user_version = {SchemaVersion};";

    private readonly SqliteHandle _handle;

    private StoreDatabase(SqliteHandle handle)
    {
        _handle = handle;
        Kept = new RecordTable(handle, "kept");
        Secret = new RecordTable(handle, "secret");
    }

    /// <summary>The records that are sealed under the vault key.</summary>
    public RecordTable Kept { get; }

    /// <summary>The records that are sealed under scope keys.</summary>
    public RecordTable Secret { get; }

    private string JournalPath => _handle.Path + "-journal";

    /// <summary>Opens the database and begins a transaction that excludes every other writer.</summary>
    /// <exception cref="StoreException">Damaged: missing while the vault is there, or of a newer version.</exception>
    public static StoreDatabase Begin(StoreOptions options)
    {
        try
        {
            StoreFiles.CheckPrivate(options.DatabasePath);
        }
        catch (FileNotFoundException e)
        {
            throw StoreTrouble.Damaged("the file 'otrmail.db' is missing", e);
        }

        StoreDatabase database = Connect(options);
        try
        {
            database.BeginTransaction(options);
            long version = database.Scalar("PRAGMA user_version");
            if (version > SchemaVersion)
                throw StoreTrouble.Newer("otrmail.db");
            if (version == 1)
                database.Execute(LongValues + NewVersion);
            else if (version != SchemaVersion)
                throw StoreTrouble.Damaged("the file 'otrmail.db' is not a store's database");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Makes the database with its tables, still empty, and begins its first transaction.</summary>
    public static StoreDatabase Create(StoreOptions options)
    {
        StoreFiles.WriteDurably(options.DatabasePath, []);
        StoreDatabase database = Connect(options);
        try
        {
            database.BeginTransaction(options);
            database.Execute(Schema);
            database.Execute(LongValues + NewVersion);
            database.Execute($"PRAGMA application_id = {ApplicationId}");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Reads the row of <c>meta</c>.</summary>
    public StoreMeta ReadMeta()
    {
        using SqliteStatement statement = _handle.Prepare("SELECT store, generation, epoch, root, set_back FROM meta");
        if (!statement.Step())
            throw StoreTrouble.Damaged("the database has lost its first row");
        var meta = new StoreMeta(
            statement.Bytes(0, StoreKeys.StoreIdSize), statement.Integer(1), statement.Integer(2),
            statement.Bytes(3, KeyTree.RootIdSize), statement.Integer(4) != 0);
        if (meta.Generation is < 0 or > StoreLimits.MaxGeneration || meta.Epoch is < 1 or > StoreLimits.MaxGeneration)
            throw StoreTrouble.Damaged("the database counts wrongly");
        return meta;
    }

    /// <summary>Writes the row of <c>meta</c>.</summary>
    public void WriteMeta(StoreMeta meta)
    {
        using SqliteStatement statement = _handle.Prepare("INSERT OR REPLACE INTO meta VALUES (1, ?1, ?2, ?3, ?4, ?5)");
        statement.Bind(1, meta.StoreId).Bind(2, meta.Generation).Bind(3, meta.Epoch).Bind(4, meta.RootId).Bind(5, meta.SetBack ? 1L : 0L).Run();
    }

    /// <summary>The sealed trunk.</summary>
    public byte[] ReadTrunk() => ReadBox("SELECT sealed FROM trunk WHERE id = ?1", 1)
        ?? throw StoreTrouble.Damaged("the database has lost its trunk");

    /// <summary>Replaces the sealed trunk.</summary>
    public void WriteTrunk(byte[] box) => WriteBox("INSERT OR REPLACE INTO trunk VALUES (?1, ?2)", 1, box);

    /// <summary>A sealed branch; <see langword="null"/> when no scope has a key there.</summary>
    public byte[]? ReadBranch(int branch) => ReadBox("SELECT sealed FROM branch WHERE id = ?1", branch);

    /// <summary>Replaces a sealed branch.</summary>
    public void WriteBranch(int branch, byte[] box) =>
        WriteBox("INSERT OR REPLACE INTO branch VALUES (?1, ?2)", branch, box);

    /// <summary>Deletes every branch and every record that hangs on one.</summary>
    public void ClearForgettable()
    {
        Secret.Clear();
        Execute("DELETE FROM branch");
    }

    /// <summary>Commits; once it returns the new state is durable.</summary>
    public void Commit()
    {
        Execute("COMMIT");
        EraseJournal();
    }

    /// <summary>
    /// Whether the new state is there although <see cref="Commit"/> failed: then its very last step did, and a loss of power may still
    /// bring back the old one.
    /// </summary>
    /// <param name="generation">The generation of the new state.</param>
    public bool IsCommitted(long generation)
    {
        try
        {
            // a statement that was left in the middle would hold SQLite to its failure; without one it rolls back now what is to be
            Kept.Dispose();
            Secret.Dispose();
            return !_handle.IsInTransaction && ReadMeta().Generation == generation;
        }
        catch (Exception e) when (e is StoreException || StoreTrouble.Is(e))
        {
            return false;
        }
    }

    /// <summary>
    /// Makes durable that there is nothing to be rolled back, where a commit that was killed or failed did no more than say so. Not after
    /// anything was written.
    /// </summary>
    public void SettleJournal()
    {
        StoreFiles.ZeroDurably(JournalPath);
        if (Path.GetDirectoryName(JournalPath) is { } directory)
            Libc.SyncDirectory(directory);
    }

    /// <summary>Closes the database; what was not committed is rolled back.</summary>
    public void Dispose()
    {
        Kept.Dispose();
        Secret.Dispose();
        _handle.Dispose();
    }

    private static StoreDatabase Connect(StoreOptions options)
    {
        var database = new StoreDatabase(SqliteHandle.Open(options.DatabasePath, options.LockTimeout));
        try
        {
            database.Execute(Settings);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private void BeginTransaction(StoreOptions options)
    {
        int most = options.MaxPages > 0 ? options.MaxPages : SqliteScrubbing.MaxPages;
        Execute($"BEGIN IMMEDIATE; PRAGMA max_page_count = {most}");
    }

    /// <summary>
    /// Zeroes what the journal has of the state before. Not made durable: what was forgotten in it is sealed under keys that
    /// are gone, and the next commit does it again.
    /// </summary>
    private void EraseJournal()
    {
        try
        {
            // no foreign writer may begin to use it meanwhile
            Execute("BEGIN IMMEDIATE");
            StoreFiles.Zero(JournalPath);
            Execute("ROLLBACK");
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            // the transaction is committed and must not be reported as failed
        }
    }

    private void Execute(string sql) => _handle.Execute(sql);

    private long Scalar(string sql)
    {
        using SqliteStatement statement = _handle.Prepare(sql);
        return statement.Step() ? statement.Integer(0) : throw new SqliteFailure(raw.SQLITE_CORRUPT, sql);
    }

    private byte[]? ReadBox(string sql, int id)
    {
        using SqliteStatement statement = _handle.Prepare(sql);
        return statement.Bind(1, id).Step() ? statement.Bytes(0) : null;
    }

    private void WriteBox(string sql, int id, byte[] box)
    {
        using SqliteStatement statement = _handle.Prepare(sql);
        statement.Bind(1, id).Bind(2, box).Run();
    }
}
