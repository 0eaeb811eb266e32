using System.Buffers.Binary;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Mail;

/// <summary>One segment of a <see cref="BodyCoding"/>: its head, and what it stands for.</summary>
internal readonly record struct BodySegment(byte Kind, byte LineLength, byte LineEnd, long Length)
{
    /// <summary>Exact number of bytes that the segment stands for.</summary>
    public long DecodedLength
    {
        get
        {
            if (Kind != BodyCoding.RunKind)
                return Length;
            long chars = (Length + 2) / 3 * 4;
            return chars + (chars + LineLength - 1) / LineLength * LineEnd;
        }
    }

    /// <summary>Bytes of the head of this kind, the kind included; 0 for an unknown kind.</summary>
    public static int HeadLength(byte kind) => kind switch
    {
        BodyCoding.EndKind => 1,
        BodyCoding.LiteralKind => 5,
        BodyCoding.RunKind => 7,
        _ => 0,
    };

    /// <summary>
    /// Reads one whole segment at the front of the bytes; its content is the last <see cref="Length"/> of <paramref
    /// name="size"/> bytes.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> coded, out BodySegment segment, out int size)
    {
        (segment, size) = (default, 0);
        int head = coded.IsEmpty ? 0 : HeadLength(coded[0]);
        if (head == 0 || head > coded.Length || !TryReadHead(coded, out segment))
            return false;
        size = head;
        if (segment.Length > coded.Length - size)
            return false;
        size += (int)segment.Length;
        return true;
    }

    /// <summary>Reads a head that is there in full; false when one of its fields is out of bounds.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> head, out BodySegment segment)
    {
        segment = head[0] switch
        {
            BodyCoding.LiteralKind => new(head[0], 0, 0, BinaryPrimitives.ReadUInt32BigEndian(head[1..])),
            BodyCoding.RunKind => new(head[0], head[1], head[2], BinaryPrimitives.ReadUInt32BigEndian(head[3..])),
            _ => new(head[0], 0, 0, 0),
        };
        return segment.Kind switch
        {
            BodyCoding.EndKind => true,
            BodyCoding.LiteralKind => segment.Length > 0,
            BodyCoding.RunKind => segment.Length > 0 && segment.LineLength is >= 4 and <= BodyCoding.MaxLine
                && segment.LineLength % 4 == 0 && segment.LineEnd is BodyCoding.Lf or BodyCoding.CrLf,
            _ => false,
        };
    }

    /// <summary>Writes the lines of a run; returns their length.</summary>
    public int Expand(ReadOnlySpan<byte> binary, Span<byte> text) =>
        Base64Lines.Write(binary, LineLength / 4 * 3, LineEnd == BodyCoding.CrLf ? "\r\n"u8 : "\n"u8, text);
}
