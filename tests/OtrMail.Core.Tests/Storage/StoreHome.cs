using System.Text;
using Microsoft.Data.Sqlite;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Storage;

/// <summary>A data directory and a state directory for one test, gone afterwards.</summary>
internal sealed class StoreHome : IDisposable
{
    public static readonly RecordKind Secret = new("test-secret", Forgettable: true);
    public static readonly RecordKind OtherSecret = new("test-secret-2", Forgettable: true);
    public static readonly RecordKind Kept = new("test-kept", Forgettable: false);
    public static readonly PassphraseCost Cheap = new(64, 1, 1);

    private const UnixFileMode PrivateDirectory =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _base = Directory.CreateTempSubdirectory("otrmail-store-").FullName;

    public string Data => Path.Combine(_base, "data");

    public string State => Path.Combine(_base, "state");

    public string File(string name) => Path.Combine(Data, name);

    public string CopyFile => Directory.GetFiles(State, "*.generation").Single();

    public StoreOptions Options(Action<string>? step = null, int maxPages = 0, TimeSpan? timeout = null) =>
        new()
        {
            Directory = Data,
            StateDirectory = State,
            Cost = Cheap,
            LockTimeout = timeout ?? TimeSpan.FromSeconds(20),
            StepReached = step,
            MaxPages = maxPages,
        };

    public SqliteStore Create(byte[]? passphrase = null) =>
        SqliteStore.Create(Options(), passphrase, SystemRandomSource.Instance);

    public SqliteStore Open(StoreOptions? options = null, byte[]? passphrase = null) =>
        SqliteStore.Open(options ?? Options(), () => passphrase?.ToArray(), SystemRandomSource.Instance);

    /// <summary>Copies both directories, as a kill at this moment would leave them.</summary>
    public StoreOptions Snapshot()
    {
        string copy = Path.Combine(_base, Path.GetRandomFileName());
        foreach (string from in new[] { Data, State }.Where(Directory.Exists))
        {
            string to = Path.Combine(copy, Path.GetFileName(from));
            Directory.CreateDirectory(to, PrivateDirectory);
            foreach (string file in Directory.GetFiles(from).Where(file => Path.GetFileName(file) != "lock"))
                System.IO.File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        return new StoreOptions
        {
            Directory = Path.Combine(copy, "data"),
            StateDirectory = Path.Combine(copy, "state"),
            Cost = Cheap,
        };
    }

    /// <summary>Whether there is nothing to be rolled back, and nothing of an older state in what is kept for that.</summary>
    public static bool HasClearJournal(string directory) =>
        Path.Combine(directory, "otrmail.db-journal") is var journal
        && (!System.IO.File.Exists(journal) || !System.IO.File.ReadAllBytes(journal).AsSpan().ContainsAnyExcept((byte)0));

    /// <summary>
    /// All bytes of all files that the store has written, the state directory included; not the lock, which can be
    /// held and is always empty.
    /// </summary>
    public IEnumerable<(string File, byte[] Bytes)> AllFiles() =>
        Directory.GetFiles(_base, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "lock" || new FileInfo(file).Length > 0)
            .Select(file => (file, System.IO.File.ReadAllBytes(file)));

    public void Dispose() => Directory.Delete(_base, recursive: true);

    /// <summary>Opens the database from outside the store.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={File("otrmail.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    public static void AssertFault(StoreFault fault, Action action) =>
        Assert.Equal(fault, Assert.ThrowsAny<StoreException>(action).Fault);

    public static void AssertFault(StoreFault fault, Func<object?> action) =>
        Assert.Equal(fault, Assert.ThrowsAny<StoreException>(action).Fault);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static void Put(IStore store, RecordKind kind, string scope, string name, string value, bool forget = false)
    {
        using IStoreTransaction transaction = store.Begin();
        transaction.Put(kind, scope, name, Bytes(value));
        if (forget)
            transaction.Forget(scope);
        transaction.Commit();
    }

    public static string? Get(IStore store, RecordKind kind, string scope, string name)
    {
        using IStoreTransaction transaction = store.Begin();
        return transaction.Get(kind, scope, name) is { } value ? Encoding.UTF8.GetString(value) : null;
    }
}
