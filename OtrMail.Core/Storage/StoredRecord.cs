namespace OtrMail.Core.Storage;

/// <summary>A record as it comes back from a listing.</summary>
/// <param name="Scope">The scope it was put under.</param>
/// <param name="Name">Its name in that scope.</param>
/// <param name="Value">Its bytes; the caller owns them and wipes them when they are secret.</param>
/// <param name="Due">The time it was put with, in Unix seconds, or <see langword="null"/>.</param>
public sealed record StoredRecord(string Scope, string Name, byte[] Value, long? Due);
