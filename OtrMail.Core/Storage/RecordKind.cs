namespace OtrMail.Core.Storage;

/// <summary>
/// One kind of record. The store keeps records as opaque bytes and never learns the protocol; the floors above
/// declare their kinds as constants beside the type that they store.
/// </summary>
/// <param name="Name">Unique name, ASCII, at most 32 characters.</param>
/// <param name="Forgettable">
/// <see langword="true"/> when records of this kind hold secrets that must be beyond recovery once
/// <see cref="IStoreTransaction.Forget"/> was called for their scope, even from older copies of the database.
/// <see langword="false"/> for what is kept as long as the vault itself (contacts, seen-rows).
/// </param>
public sealed record RecordKind(string Name, bool Forgettable);
