using OtrMail.Core.Keys;

namespace OtrMail.Core.Mime;

/// <summary>The one packet of a mail. Nothing that stands around it in the mail is part of it.</summary>
/// <param name="Packet">The packet's bytes; they begin with <see cref="PacketFinder.Magic"/>, and nothing more is
/// checked.</param>
/// <param name="Header">
/// The header block of the mail that it came in, to be compared with the record inside; null for a bare packet. When
/// the whole mail was one wrapped mail (<paramref name="IsWrapped"/>), the header block of the wrapped one.
/// </param>
/// <param name="Place">Where it was.</param>
/// <param name="IsWrapped">The mail's body was nothing but another whole mail, and the packet was in that.</param>
public sealed record FoundPacket(ReadOnlyMemory<byte> Packet, HeaderBlock? Header, PacketPlace Place, bool IsWrapped)
{
    /// <summary>
    /// The one From address outside, which nobody has checked; null when there is none, or more than one.
    /// </summary>
    public Address? OuterFrom => Header is null ? null : AddressReader.ReadSender(Header, out _);
}
