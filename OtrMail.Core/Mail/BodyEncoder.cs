using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace OtrMail.Core.Mail;

/// <summary>
/// Finds the base64 runs of a mail and writes the segments of a <see cref="BodyCoding"/>, the end apart.
/// </summary>
internal sealed class BodyEncoder
{
    /// <summary>
    /// Full lines that a run needs at least: fewer save nothing worth a segment, and words are no runs.
    /// </summary>
    private const int MinLines = 4;

    /// <summary>Heads of the run and of the literal after it.</summary>
    private const int Overhead = 12;

    /// <summary>Lines that are put side by side and decoded as one block.</summary>
    private const int BlockLines = 128;

    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    private byte[] _binary = [];
    private byte[] _block = [];

    /// <summary>Writes the segments of a piece that ends with a line, or with the mail.</summary>
    public void Write(ReadOnlySpan<byte> body, IBufferWriter<byte> coded)
    {
        int room = Math.Min(BodyCoding.MaxRunBytes, body.Length);
        if (_binary.Length < room)
            _binary = GC.AllocateUninitializedArray<byte>(room);
        if (_block.Length == 0)
            _block = GC.AllocateUninitializedArray<byte>(BlockLines * BodyCoding.MaxLine);
        Span<byte> binary = _binary.AsSpan(0, room);
        Span<byte> block = _block;
        int literal = 0;
        int at = 0;
        while (at < body.Length)
        {
            if (TryShape(body[at..], out int lineLength, out byte lineEnd))
            {
                int taken = Decode(body[at..], lineLength, lineEnd, block, binary, out int bytes);
                if (taken >= MinLines * (lineLength + lineEnd) && taken - bytes > Overhead)
                {
                    WriteLiteral(body[literal..at], coded);
                    WriteRun(lineLength, lineEnd, binary[..bytes], coded);
                    at += taken;
                    literal = at;
                    continue;
                }

                // a run that began at one of these good lines would end at the same bad one
                at += taken;
                if (taken > 0)
                    continue;
            }

            int lf = body[at..].IndexOf((byte)'\n');
            at = lf < 0 ? body.Length : at + lf + 1;
        }

        WriteLiteral(body[literal..], coded);
    }

    /// <summary>Wipes what was decoded on the way.</summary>
    public void Wipe()
    {
        CryptographicOperations.ZeroMemory(_binary);
        CryptographicOperations.ZeroMemory(_block);
    }

    /// <summary>Whether lines of one length begin here, looking at the first one and the ends of the others.</summary>
    private static bool TryShape(ReadOnlySpan<byte> body, out int lineLength, out byte lineEnd)
    {
        lineEnd = 0;
        lineLength = body[..Math.Min(body.Length, BodyCoding.MaxLine + 2)].IndexOf((byte)'\n');
        if (lineLength < 4)
            return false;
        lineEnd = body[lineLength - 1] == '\r' ? BodyCoding.CrLf : BodyCoding.Lf;
        lineLength -= lineEnd - 1;
        int stride = lineLength + lineEnd;
        return lineLength is >= 4 and <= BodyCoding.MaxLine && lineLength % 4 == 0 && body.Length >= MinLines * stride
            && body[2 * stride - 1] == '\n' && body[3 * stride - 1] == '\n' && body[4 * stride - 1] == '\n'
            && !body[..lineLength].ContainsAnyExcept(Alphabet);
    }

    /// <summary>
    /// Decodes as many lines as are canonical base64 of this shape, and as <paramref name="binary"/> has room for:
    /// full lines, then at most one that is shorter or padded. Returns how many bytes of the body they are.
    /// </summary>
    private static int Decode(
        ReadOnlySpan<byte> body, int lineLength, byte lineEnd, Span<byte> block, Span<byte> binary, out int bytes)
    {
        int stride = lineLength + lineEnd;
        int lineBytes = lineLength / 4 * 3;
        int taken = 0;
        bytes = 0;
        // the first block is short, so that what only looks like a run costs little
        for (int most = MinLines; ; most = BlockLines)
        {
            int lines = 0;
            most = Math.Min(most, (binary.Length - bytes) / lineBytes);
            while (lines < most && IsLine(body[(taken + lines * stride)..], lineLength, lineEnd))
            {
                body.Slice(taken + lines * stride, lineLength).CopyTo(block[(lines * lineLength)..]);
                lines++;
            }

            int good = GoodLines(block[..(lines * lineLength)], lineLength, binary[bytes..]);
            taken += good * stride;
            bytes += good * lineBytes;
            if (good < lines || lines < BlockLines && lines != MinLines || lines == 0)
                break;
        }

        taken += DecodeLast(body[taken..], lineLength, lineEnd, binary[bytes..], ref bytes);
        return taken;
    }

    private static bool IsLine(ReadOnlySpan<byte> body, int length, byte lineEnd) =>
        body.Length >= length + lineEnd && body[length + lineEnd - 1] == '\n'
        && (lineEnd == BodyCoding.Lf || body[length] == '\r');

    /// <summary>Decodes the leading lines that are full, unpadded and nothing but base64; returns how many.</summary>
    private static int GoodLines(ReadOnlySpan<byte> block, int lineLength, Span<byte> binary)
    {
        // a blank inside is skipped by the decoder and padding ends it: either way fewer bytes come out
        if (Base64.DecodeFromUtf8(block, binary, out int consumed, out int written) == OperationStatus.Done
            && consumed == block.Length && written == block.Length / 4 * 3)
            return block.Length / lineLength;
        int good = 0;
        for (int lineBytes = lineLength / 4 * 3; (good + 1) * lineLength <= block.Length; good++)
        {
            OperationStatus status = Base64.DecodeFromUtf8(
                block.Slice(good * lineLength, lineLength), binary[(good * lineBytes)..], out consumed, out written);
            if (status != OperationStatus.Done || consumed != lineLength || written != lineBytes)
                break;
        }

        return good;
    }

    /// <summary>The shorter or padded last line, if it is exactly what encoding its bytes gives.</summary>
    private static int DecodeLast(
        ReadOnlySpan<byte> body, int lineLength, byte lineEnd, Span<byte> binary, ref int bytes)
    {
        int lf = body[..Math.Min(body.Length, lineLength + lineEnd)].IndexOf((byte)'\n');
        int length = lf + 1 - lineEnd;
        if (lf < 0 || length < 4 || length % 4 != 0 || !IsLine(body, length, lineEnd) || binary.Length < length / 4 * 3)
            return 0;
        Span<byte> again = stackalloc byte[BodyCoding.MaxLine];
        OperationStatus status = Base64.DecodeFromUtf8(body[..length], binary, out int consumed, out int written);
        if (status != OperationStatus.Done || consumed != length)
            return 0;
        Base64.EncodeToUtf8(binary[..written], again, out _, out int encoded);
        if (!again[..encoded].SequenceEqual(body[..length]))
            return 0;
        bytes += written;
        return lf + 1;
    }

    private static void WriteLiteral(ReadOnlySpan<byte> bytes, IBufferWriter<byte> coded)
    {
        if (bytes.IsEmpty)
            return;
        Span<byte> head = coded.GetSpan(5);
        head[0] = BodyCoding.LiteralKind;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], bytes.Length);
        coded.Advance(5);
        coded.Write(bytes);
    }

    private static void WriteRun(int lineLength, byte lineEnd, ReadOnlySpan<byte> bytes, IBufferWriter<byte> coded)
    {
        Span<byte> head = coded.GetSpan(7);
        head[0] = BodyCoding.RunKind;
        head[1] = (byte)lineLength;
        head[2] = lineEnd;
        BinaryPrimitives.WriteInt32BigEndian(head[3..], bytes.Length);
        coded.Advance(7);
        coded.Write(bytes);
    }
}
