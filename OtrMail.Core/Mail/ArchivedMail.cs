using OtrMail.Core.Keys;

namespace OtrMail.Core.Mail;

/// <summary>What the archive says of a mail without showing it.</summary>
/// <param name="PacketHash">SHA-256 of its packet, as hexadecimal digits.</param>
/// <param name="From">Who wrote it.</param>
/// <param name="Sender">His identity.</param>
/// <param name="Stamp">His stamp, Unix seconds.</param>
/// <param name="Kept">When it was put here, Unix seconds.</param>
/// <param name="Bytes">Its length.</param>
public sealed record ArchivedMail(string PacketHash, Address From, Fingerprint Sender, long Stamp, long Kept, long Bytes);
