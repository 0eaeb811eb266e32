namespace OtrMail.Core.Storage;

/// <summary>
/// The store's twin in memory, for tests and samples: the same behaviour without disk, vault and keys. A state is
/// immutable, so that keeping and restoring one costs nothing.
/// </summary>
public sealed class MemoryStore : IStore
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TimeSpan _lockTimeout;
    private bool _disposed;

    /// <summary>Makes an empty store.</summary>
    /// <param name="lockTimeout">How long <see cref="Begin"/> waits for its turn; 30 seconds.</param>
    public MemoryStore(TimeSpan? lockTimeout = null) => _lockTimeout = lockTimeout ?? TimeSpan.FromSeconds(30);

    /// <summary>The next commit that would change something throws InputOutput, and the store stays as it is.</summary>
    public bool FailNextCommit { get; set; }

    /// <summary>The next commit does not reach the outside copy, as after a crash between the two.</summary>
    public bool SkipNextOutsideCopy { get; set; }

    internal MemoryState State { get; set; } = MemoryState.Empty;

    /// <summary>Stands for the root key outside the database: which forgettings the store has been through.</summary>
    internal object Root { get; set; } = MemoryState.Empty.Root;

    internal long OutsideCopy { get; set; }

    /// <inheritdoc/>
    public IStoreTransaction Begin()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _turn.Wait(_lockTimeout)
            ? new MemoryStoreTransaction(this, End)
            : throw StoreLock.Busy(_lockTimeout);
    }

    /// <summary>
    /// A second store with the same committed state, outside copy and root: a copy of the whole machine, or what a
    /// crash leaves of an open transaction.
    /// </summary>
    public MemoryStore Clone() => new(_lockTimeout) { State = State, Root = Root, OutsideCopy = OutsideCopy };

    /// <summary>
    /// Puts the database of an earlier clone in this store's place, as a restored backup does. Root and outside
    /// copy stay.
    /// </summary>
    public void SetBackTo(MemoryStore earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        State = earlier.State;
    }

    /// <summary>Loses the outside copy of the generation, which is normal.</summary>
    public void LoseOutsideCopy() => OutsideCopy = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _turn.Dispose();
    }

    private void End()
    {
        if (!_disposed)
            _turn.Release();
    }
}
