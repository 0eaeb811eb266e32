using OtrMail.Core.Keys;

namespace OtrMail.Core.Mail;

/// <summary>A packet ready to be sent.</summary>
/// <param name="Type">Which message it is.</param>
/// <param name="Packet">The packet.</param>
/// <param name="Recipient">The identity that can read it.</param>
public sealed record SealedMail(PacketType Type, byte[] Packet, Fingerprint Recipient);
