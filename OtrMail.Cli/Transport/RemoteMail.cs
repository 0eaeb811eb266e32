namespace OtrMail.Cli.Transport;

/// <summary>A mail on the server that is, or may be, OTR-Mail by its structure.</summary>
/// <param name="Uid">Its UID.</param>
/// <param name="Bytes">Its size as the server counts it.</param>
/// <param name="Date">When the server got it.</param>
/// <param name="Flags">Letters of a Maildir's names, in order.</param>
internal sealed record RemoteMail(uint Uid, long Bytes, DateTimeOffset Date, string Flags);
