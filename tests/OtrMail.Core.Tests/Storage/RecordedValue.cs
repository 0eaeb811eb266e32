namespace OtrMail.Core.Tests.Storage;

/// <summary>A value that was put under a forgettable kind.</summary>
internal sealed record RecordedValue(string Kind, string Scope, string Name, string Hex);
