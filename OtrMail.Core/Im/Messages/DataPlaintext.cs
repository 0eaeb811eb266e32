using System.Text;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Im.Messages;

/// <summary>
/// What a data message encrypts: the text in UTF-8, a zero byte, TLVs. Who reads takes the TLVs up to the first broken one.
/// </summary>
/// <param name="Text">The text, without zero characters; empty in a message that only carries TLVs or keys.</param>
/// <param name="Tlvs">The records, padding taken out.</param>
internal sealed record DataPlaintext(string Text, IReadOnlyList<Tlv> Tlvs)
{
    private const int TlvHeadBytes = 4;

    /// <summary>
    /// Writes the bytes, padded to a multiple of <paramref name="padTo"/> with records of type 0, as the first thing that the
    /// writer gets.
    /// </summary>
    public void Write(WireWriter writer, int padTo)
    {
        writer.RawText(Text).Byte(0);
        foreach (Tlv tlv in Tlvs)
            writer.Short((ushort)tlv.Type).Short(checked((ushort)tlv.Value.Length)).Raw(tlv.Value.Span);
        if (padTo > 0)
        {
            int wanted = (writer.Length + TlvHeadBytes + padTo - 1) / padTo * padTo;
            while (writer.Length < wanted)
            {
                // what one record leaves over must hold the head of another
                int room = Math.Max(0, wanted - writer.Length - TlvHeadBytes);
                int take = room <= ImLimits.TlvBytes ? room : ImLimits.TlvBytes - TlvHeadBytes;
                writer.Short((ushort)TlvType.Padding).Short((ushort)take).Zeros(take);
            }
        }
    }

    /// <summary>Reads the bytes of a message that verified; what is not UTF-8 becomes U+FFFD.</summary>
    public static DataPlaintext Decode(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        string text = Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
        var tlvs = new List<Tlv>();
        var reader = new WireReader(end < 0 ? default : bytes[(end + 1)..]);
        while (reader.Remaining > 0 && tlvs.Count < ImLimits.Tlvs)
        {
            var type = (TlvType)reader.Short();
            ReadOnlySpan<byte> value = reader.Raw(reader.Short());
            if (!reader.Ok)
                break;
            if (type != TlvType.Padding)
                tlvs.Add(new Tlv(type, value.ToArray()));
        }

        return new DataPlaintext(text, tlvs);
    }
}
