using OtrMail.Core.Keys;
using OtrMail.Core.Streams;

namespace OtrMail.Core.Mime;

/// <summary>The one packet of a mail. Nothing that stands around it in the mail is part of it.</summary>
/// <param name="Source">The packet's bytes, of which a long one is in a file; they begin with <see cref="PacketFinder.Magic"/>, and nothing more is
/// checked.</param>
/// <param name="Header">
/// The header block of the mail that it came in, to be compared with the record inside; null for a bare packet. When
/// the whole mail was one wrapped mail (<paramref name="IsWrapped"/>), the header block of the wrapped one.
/// </param>
/// <param name="Place">Where it was.</param>
/// <param name="IsWrapped">The mail's body was nothing but another whole mail, and the packet was in that.</param>
public sealed record FoundPacket(ByteSource Source, HeaderBlock? Header, PacketPlace Place, bool IsWrapped) : IDisposable
{
    /// <summary>The packet's bytes, in one piece of memory.</summary>
    public ReadOnlyMemory<byte> Packet => Source.ToMemory();

    /// <summary>
    /// The one From address outside, which nobody has checked; null when there is none, or more than one.
    /// </summary>
    public Address? OuterFrom => Header is null ? null : AddressReader.ReadSender(Header, out _);

    /// <summary>Lets go of a long packet, once nothing that was made of it is used any more.</summary>
    public void Dispose() => Source.Dispose();
}
