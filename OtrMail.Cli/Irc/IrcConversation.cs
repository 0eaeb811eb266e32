using OtrMail.Core.Im;

namespace OtrMail.Cli.Irc;

/// <summary>A conversation with a nick.</summary>
/// <param name="Nick">As the network writes it now.</param>
/// <param name="Context">The conversation.</param>
/// <param name="RoomBytes">Bytes of a message to it that survive the relay.</param>
internal sealed record IrcConversation(string Nick, ImContext Context, int RoomBytes);
