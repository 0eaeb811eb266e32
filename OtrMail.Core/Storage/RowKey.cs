namespace OtrMail.Core.Storage;

/// <summary>Where a record stands in the database: keyed hashes of its kind, scope and name.</summary>
/// <param name="Kind">Hash of the kind, as SQLite's 64-bit integer.</param>
/// <param name="Scope">Hash of the scope, 16 bytes; the same in all kinds.</param>
/// <param name="Name">Hash of kind, scope and name, 16 bytes.</param>
internal readonly record struct RowKey(long Kind, byte[] Scope, byte[] Name);
