namespace OtrMail.Cli.Irc;

/// <summary>A line that the bridge wants to go out.</summary>
/// <param name="ToServer">To the server, or else to the client.</param>
/// <param name="Bytes">Without its end.</param>
/// <param name="IsPaced">At the network's pace: one message of the user's may have become many.</param>
internal sealed record IrcOutput(bool ToServer, byte[] Bytes, bool IsPaced);
