using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Core.Mime;

/// <summary>One recipient's encrypted mail.</summary>
/// <param name="Recipient">Whom it is for; nobody else can read it.</param>
/// <param name="Type">Which message it is.</param>
/// <param name="Mail">The whole mail, ready to be sent.</param>
public sealed record EncryptedMail(Address Recipient, PacketType Type, byte[] Mail);
