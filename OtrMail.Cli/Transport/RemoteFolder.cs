namespace OtrMail.Cli.Transport;

/// <summary>What a server says of a folder without opening it.</summary>
/// <param name="UidValidity">While it stays, UIDs mean the same mails.</param>
/// <param name="UidNext">The UID that the next mail will get, or a lower bound of it; 0 when the server does not say.</param>
/// <param name="HighestModSeq">The folder's mod-sequence; 0 where there is none.</param>
internal sealed record RemoteFolder(uint UidValidity, uint UidNext, ulong HighestModSeq);
