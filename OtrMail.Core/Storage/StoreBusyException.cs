namespace OtrMail.Core.Storage;

/// <summary>Another process held the store's lock for the whole time-out.</summary>
public sealed class StoreBusyException(string message) : StoreException(StoreFault.Busy, message);
