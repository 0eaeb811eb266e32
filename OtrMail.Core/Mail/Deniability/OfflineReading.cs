using OtrMail.Core.Keys;

namespace OtrMail.Core.Mail.Deniability;

/// <summary>What the recipient's keys show of a packet.</summary>
/// <param name="Type">Which message it is.</param>
/// <param name="Sender">Whose identity it is said to be from, by a ring or PSS signature or by the session.</param>
/// <param name="From">The mail's From, if it names exactly one address.</param>
/// <param name="Stamp">When it is said to have been written.</param>
/// <param name="Content">The mail.</param>
public sealed record OfflineReading(PacketType Type, Fingerprint Sender, Address? From, long Stamp, MailContent Content);
