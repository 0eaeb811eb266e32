using System.Diagnostics;
using OtrMail.Ring;

namespace OtrMail.Core.Storage;

/// <summary>
/// The store on disk: a directory with the files <c>vault</c>, <c>root</c>, <c>otrmail.db</c> and <c>lock</c>.
/// One transaction at a time, in this process and among all processes.
/// </summary>
public sealed class SqliteStore : IStore
{
    private readonly StoreOptions _options;
    private readonly IRandomSource _random;
    private readonly StoreKeys _keys;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _disposed;

    private SqliteStore(StoreOptions options, Vault vault, IRandomSource random)
    {
        _options = options;
        _random = random;
        _keys = new StoreKeys(vault.Key.Span, vault.StoreIdBytes);
        StoreId = vault.StoreId;
    }

    /// <summary>The store's random ID: 32 lower-case hex digits.</summary>
    public string StoreId { get; }

    /// <summary>
    /// Refuses a directory that others can get at, before anything that lies in it is believed; one that is not there yet is fine.
    /// </summary>
    /// <exception cref="StoreException">Permissions, InputOutput.</exception>
    public static void CheckPlace(StoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            if (Directory.Exists(options.Directory))
                StoreFiles.CheckPrivate(options.Directory);
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            throw StoreTrouble.From(e);
        }
    }

    /// <summary>
    /// Makes a new store and opens it. The file <c>vault</c> appears last, so there is a whole store or none; what
    /// a killed attempt left is overwritten by the next.
    /// </summary>
    /// <param name="options">Where; a directory that is not there is made, 0700.</param>
    /// <param name="passphrase">
    /// Seals the vault, not empty; the caller wipes it. <see langword="null"/> leaves the vault key plain: a
    /// deliberate choice, to be made by the user.
    /// </param>
    /// <param name="random">For all keys and nonces of this store object.</param>
    /// <exception cref="StoreException">Exists, Permissions, InputOutput, Busy.</exception>
    public static SqliteStore Create(StoreOptions options, byte[]? passphrase, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Vault.CheckNew(passphrase, options);
        try
        {
            RefuseExisting(options);
            StoreFiles.CreateDirectory(options.Directory);
            StoreFiles.CheckPrivate(options.Directory);
            using StoreKey key = StoreKey.NewRandom(random);
            var storeId = new byte[StoreKeys.StoreIdSize];
            random.Fill(storeId);
            VaultFile file = VaultFile.Encode(storeId, key, passphrase, options.Cost, random);
            try
            {
                return CreateLocked(options, file, key, random);
            }
            finally
            {
                file.Wipe();
            }
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            throw StoreTrouble.From(e);
        }
    }

    /// <summary>Opens the store's vault without a lock; nothing else is read before <see cref="Begin"/>.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="passphrase">
    /// Asked only when the vault is sealed; its answer is wiped here. <see langword="null"/> means that there is none.
    /// </param>
    /// <param name="random">For all keys and nonces of this store object.</param>
    /// <param name="remembered">As in <see cref="Vault.Open"/>.</param>
    /// <exception cref="StoreException">Missing, Damaged, Permissions, InputOutput, WrongPassphrase.</exception>
    public static SqliteStore Open(
        StoreOptions options, Func<byte[]?> passphrase, IRandomSource random, Func<VaultInfo, byte[]?>? remembered = null)
    {
        using Vault vault = Vault.Open(options, passphrase, remembered);
        return Open(options, vault, random);
    }

    /// <summary>Opens the store with a vault that is open already; the vault stays the caller's.</summary>
    public static SqliteStore Open(StoreOptions options, Vault vault, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(vault);
        ArgumentNullException.ThrowIfNull(random);
        return new SqliteStore(options, vault, random);
    }

    /// <inheritdoc/>
    public IStoreTransaction Begin()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        long start = Stopwatch.GetTimestamp();
        if (!_turn.Wait(_options.LockTimeout))
            throw StoreLock.Busy(_options.LockTimeout);
        StoreLock? turn = null;
        try
        {
            if (!File.Exists(_options.VaultPath))
                throw new StoreException(StoreFault.Missing, $"there is no store in '{_options.Directory}' any more");
            StoreFiles.CheckPrivate(_options.Directory);
            turn = StoreLock.Take(_options.LockPath, _options.LockTimeout, start);
            Vault.EraseLeftovers(_options);
            StoreSession session = StoreSession.Begin(_options, _keys, _random);
            return new SqliteStoreTransaction(
                session, _keys, _random, new GenerationCopy(_options.StateDirectory, _keys), () => End(turn));
        }
        catch (Exception e)
        {
            End(turn);
            if (StoreTrouble.Is(e))
                throw StoreTrouble.From(e);
            throw;
        }
    }

    /// <summary>Wipes the keys. Transactions are to be disposed before.</summary>
    public void Dispose()
    {
        _disposed = true;
        _keys.Dispose();
        _turn.Dispose();
    }

    private static void RefuseExisting(StoreOptions options)
    {
        if (File.Exists(options.VaultPath))
            throw new StoreException(StoreFault.Exists, $"there is a store in '{options.Directory}' already");

        // Without its vault a database is useless, but the vault may lie in a backup: not ours to destroy. Only
        // when creation was killed (vault.new is still there) are these files leftovers.
        if (!File.Exists(options.VaultPath + ".new")
            && (File.Exists(options.DatabasePath) || File.Exists(options.RootPath)))
        {
            throw new StoreException(
                StoreFault.Exists,
                $"'{options.Directory}' has a database without its vault: restore the file 'vault' or move it away");
        }
    }

    private static SqliteStore CreateLocked(StoreOptions options, VaultFile file, StoreKey key, IRandomSource random)
    {
        using StoreLock turn = StoreLock.Take(options.LockPath, options.LockTimeout, Stopwatch.GetTimestamp());
        RefuseExisting(options);
        options.Step("create: begun");
        using Vault vault = Vault.Create(options, file, key);
        options.Step("create: vault written");
        File.Delete(options.DatabasePath + "-journal");
        File.Delete(options.DatabasePath);
        var store = new SqliteStore(options, vault, random);
        try
        {
            StoreSession.Create(options, store._keys, random);
            options.Step("create: root and database written");
            Vault.FinishCreation(options);
            options.Step("create: done");
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private void End(StoreLock? turn)
    {
        turn?.Dispose();
        if (!_disposed)
            _turn.Release();
    }
}
