using System.Security.Cryptography;
using OtrMail.Core.Streams;

namespace OtrMail.Core.Mail;

/// <summary>
/// Decodes a <see cref="BodyCoding"/> that is written to it in pieces, strictly, in 100 KiB of memory however long its
/// segments are. What follows the end is counted, and must be zeros: it is the padding of a plaintext.
/// </summary>
/// <param name="output">Gets the mail; what is written before the end may belong to no mail at all.</param>
/// <param name="maxBytes">Longest mail.</param>
internal sealed class BodyDecoder(Stream output, long maxBytes) : WriteOnlyStream
{
    private const int BatchBytes = 32 << 10;

    private readonly byte[] _head = new byte[7];
    private readonly byte[] _line = new byte[BodyCoding.MaxLine / 4 * 3];
    private byte[] _text = [];
    private BodySegment _segment;
    private int _headLength;
    private int _lineLength;
    private long _left;
    private long _total;

    /// <summary>Bytes of the mail that are not written out, from its front.</summary>
    public long Skip { get; init; }

    /// <summary>Bytes of the mail after which no more are written out, only counted.</summary>
    public long Wanted { get; init; } = long.MaxValue;

    /// <summary>Bytes that come next and are only counted: nobody needs them, and there is nothing about them to be checked.</summary>
    public long OnlyCounted => Decoded >= Wanted && !IsMalformed ? _left : 0;

    /// <summary>Bytes of the mail so far.</summary>
    public long Decoded { get; private set; }

    /// <summary>Bytes of the coding so far, its end included.</summary>
    public long Coded { get; private set; }

    /// <summary>Bytes after the end.</summary>
    public long Padding { get; private set; }

    /// <summary>Whether the end was there.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether it is no coding, or stands for too much, or something else than zeros follows it.</summary>
    public bool IsMalformed { get; private set; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty && !IsMalformed)
        {
            if (HasEnded)
            {
                IsMalformed = buffer.ContainsAnyExcept((byte)0);
                Padding += buffer.Length;
                return;
            }

            int taken = _left == 0 ? TakeHead(buffer[0]) : TakeContent(buffer);
            Coded += taken;
            buffer = buffer[taken..];
        }
    }

    /// <summary>Goes on behind bytes that are <see cref="OnlyCounted"/>.</summary>
    public void Leave(long count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, OnlyCounted);
        _left -= count;
        Coded += count;
        Decoded = _left == 0 ? _total : Decoded;
    }

    /// <summary>Wipes what was decoded.</summary>
    public void Wipe()
    {
        CryptographicOperations.ZeroMemory(_text);
        CryptographicOperations.ZeroMemory(_line);
    }

    private int TakeHead(byte next)
    {
        _head[_headLength++] = next;
        int whole = BodySegment.HeadLength(_head[0]);
        if (whole == 0)
        {
            IsMalformed = true;
        }
        else if (_headLength == whole)
        {
            _headLength = 0;
            IsMalformed = !BodySegment.TryReadHead(_head, out _segment) || _segment.DecodedLength > maxBytes - _total;
            if (IsMalformed)
                return 1;
            _total += _segment.DecodedLength;
            _left = _segment.Length;
            HasEnded = _segment.Kind == BodyCoding.EndKind;
        }

        return 1;
    }

    private int TakeContent(ReadOnlySpan<byte> buffer)
    {
        int taken = (int)Math.Min(buffer.Length, _left);
        _left -= taken;
        if (Decoded >= Wanted)
            Decoded = _left == 0 ? _total : Decoded;
        else if (_segment.Kind == BodyCoding.LiteralKind)
            Put(buffer[..taken]);
        else
            Expand(buffer[..taken]);
        return taken;
    }

    /// <summary>Encodes whole lines; the last one of the segment may be shorter.</summary>
    private void Expand(ReadOnlySpan<byte> binary)
    {
        int lineBytes = _segment.LineLength / 4 * 3;
        if (_lineLength > 0)
        {
            int taken = Math.Min(binary.Length, lineBytes - _lineLength);
            binary[..taken].CopyTo(_line.AsSpan(_lineLength));
            _lineLength += taken;
            binary = binary[taken..];
            if (_lineLength < lineBytes && _left > 0)
                return;
            int length = _lineLength;
            _lineLength = 0;
            ExpandLines(_line.AsSpan(0, length), lineBytes);
        }

        int whole = _left == 0 ? binary.Length : binary.Length / lineBytes * lineBytes;
        ExpandLines(binary[..whole], lineBytes);
        binary[whole..].CopyTo(_line);
        _lineLength = binary.Length - whole;
    }

    private void ExpandLines(ReadOnlySpan<byte> binary, int lineBytes)
    {
        if (_text.Length == 0)
            _text = GC.AllocateUninitializedArray<byte>(BatchBytes * 2);
        for (int batch = BatchBytes / lineBytes * lineBytes; !binary.IsEmpty;)
        {
            ReadOnlySpan<byte> lines = binary[..Math.Min(batch, binary.Length)];
            Put(_text.AsSpan(0, _segment.Expand(lines, _text)));
            binary = binary[lines.Length..];
        }
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        long skipped = Math.Clamp(Skip - Decoded, 0, bytes.Length);
        Decoded += bytes.Length;
        if (skipped < bytes.Length)
            output.Write(bytes[(int)skipped..]);
    }
}
