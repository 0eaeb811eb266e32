namespace OtrMail.Core.Storage;

/// <summary>A row as it stands in the database.</summary>
/// <param name="Key">Where it stands.</param>
/// <param name="Due">Its due time, or <see langword="null"/>.</param>
/// <param name="Box">The sealed record.</param>
internal readonly record struct SealedRow(RowKey Key, long? Due, byte[] Box);
