using OtrMail.Core.Keys;

namespace OtrMail.Cli.Commands;

/// <summary>A mail that was made for a recipient.</summary>
/// <param name="Recipient">Who is to get it.</param>
/// <param name="Length">Bytes of it.</param>
/// <param name="Write">Writes it.</param>
internal sealed record MadeMail(Address Recipient, long Length, Action<Stream> Write);
