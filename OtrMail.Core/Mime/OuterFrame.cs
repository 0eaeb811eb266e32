using OtrMail.Core.Wire;

namespace OtrMail.Core.Mime;

/// <summary>What stands around the packet's base64 in the mail that is sent.</summary>
/// <param name="head">All before.</param>
/// <param name="tail">All after.</param>
/// <param name="lineEnd">LF or CRLF.</param>
internal sealed class OuterFrame(byte[] head, byte[] tail, byte[] lineEnd)
{
    /// <summary>Bytes of the whole mail around a packet.</summary>
    public long LengthWith(long packet) => head.Length + Base64Lines.LengthOf(packet, lineEnd.Length) + tail.Length;

    /// <summary>Writes the whole mail.</summary>
    /// <param name="packet">Writes the packet.</param>
    /// <param name="output">Where to.</param>
    public void Write(Action<Stream> packet, Stream output)
    {
        output.Write(head);
        var lines = new Base64LinesStream(output, lineEnd);
        packet(lines);
        lines.Finish();
        output.Write(tail);
    }
}
