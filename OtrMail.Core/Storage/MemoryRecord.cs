namespace OtrMail.Core.Storage;

/// <summary>A record of the store in memory; the bytes are never handed out, only copies.</summary>
internal sealed record MemoryRecord(byte[] Value, long? Due, bool Forgettable);
