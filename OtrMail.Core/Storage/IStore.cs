namespace OtrMail.Core.Storage;

/// <summary>
/// The one store of an identity: a lock that lets processes take turns, and transactions under it.
/// </summary>
public interface IStore : IDisposable
{
    /// <summary>
    /// Takes the store's lock and begins a transaction. Everything read in it is one consistent state.
    /// </summary>
    /// <exception cref="StoreBusyException">Another process held the lock for the whole time-out.</exception>
    /// <exception cref="StoreException">The store is missing, damaged, or cannot be read or written.</exception>
    IStoreTransaction Begin();
}
