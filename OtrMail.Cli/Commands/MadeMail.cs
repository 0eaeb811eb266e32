using OtrMail.Core.Keys;

namespace OtrMail.Cli.Commands;

/// <summary>A mail that was made for a recipient.</summary>
internal sealed record MadeMail(Address Recipient, ReadOnlyMemory<byte> Mail);
