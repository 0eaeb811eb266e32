namespace OtrMail.Core.Storage;

/// <summary>The one row of the table <c>meta</c>.</summary>
/// <param name="StoreId">The vault's ID: database and vault belong together.</param>
/// <param name="Generation">Number of committed transactions that changed something.</param>
/// <param name="Epoch">Number of the root key that opens the trunk.</param>
/// <param name="RootId">Which root key that is, in case two histories count the same epoch.</param>
/// <param name="SetBack">Whether the store is known to have been set back and nobody has dealt with it yet.</param>
internal sealed record StoreMeta(byte[] StoreId, long Generation, long Epoch, byte[] RootId, bool SetBack);
