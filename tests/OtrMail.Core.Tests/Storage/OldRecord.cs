namespace OtrMail.Core.Tests.Storage;

/// <summary>A record that was opened, from whatever copy of the database.</summary>
internal sealed record OldRecord(long Kind, string Scope, string Name, byte[] Value);
