using System.Buffers;
using System.Security.Cryptography;
using OtrMail.Core.Streams;

namespace OtrMail.Core.Mail;

/// <summary>
/// Writes the coding of what is written to it. Where it cuts segments depends on the mail alone, not on the pieces that
/// it comes in: in blocks of 1 MiB, each cut after its last line end, so that a run goes on at a line's begin.
/// </summary>
internal sealed class BodyEncoderStream(Stream output) : WriteOnlyStream
{
    private const int BlockBytes = BodyCoding.BlockBytes;

    private readonly ArrayBufferWriter<byte> _coded = new();
    private readonly BodyEncoder _encoder = new();
    private byte[] _block = [];
    private int _held;

    /// <summary>Writes the coding of a mail that is there as a whole: the very same.</summary>
    public static void Encode(ReadOnlySpan<byte> body, ArrayBufferWriter<byte> coded)
    {
        var encoder = new BodyEncoder();
        while (body.Length >= BlockBytes)
        {
            int cut = CutOf(body[..BlockBytes]);
            encoder.Write(body[..cut], coded);
            body = body[cut..];
        }

        encoder.Write(body, coded);
        coded.Write([BodyCoding.EndKind]);
        encoder.Wipe();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (_held + (long)buffer.Length >= BlockBytes)
        {
            if (_held == 0)
            {
                buffer = buffer[Encode(buffer[..BlockBytes])..];
                continue;
            }

            int taken = BlockBytes - _held;
            Hold(buffer[..taken]);
            buffer = buffer[taken..];
            int cut = Encode(_block.AsSpan(0, BlockBytes));
            _held = BlockBytes - cut;
            _block.AsSpan(cut, _held).CopyTo(_block);
        }

        Hold(buffer);
    }

    /// <summary>Writes what is left, and the end.</summary>
    public void Finish()
    {
        _encoder.Write(_block.AsSpan(0, _held), _coded);
        _coded.Write([BodyCoding.EndKind]);
        Flush(_coded);
        _encoder.Wipe();
        CryptographicOperations.ZeroMemory(_block);
        _block = [];
        _held = 0;
    }

    /// <summary>Encodes a block up to its last line end; answers how much that is.</summary>
    private int Encode(ReadOnlySpan<byte> block)
    {
        int cut = CutOf(block);
        _encoder.Write(block[..cut], _coded);
        Flush(_coded);
        return cut;
    }

    private static int CutOf(ReadOnlySpan<byte> block) => block.LastIndexOf((byte)'\n') is >= 0 and var lf ? lf + 1 : block.Length;

    private void Flush(ArrayBufferWriter<byte> coded)
    {
        output.Write(coded.WrittenSpan);
        coded.Clear();
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (_held + bytes.Length > _block.Length)
        {
            byte[] grown = GC.AllocateUninitializedArray<byte>(
                (int)Math.Min(BlockBytes, Math.Max(_held + bytes.Length, Math.Max(4096L, _block.Length * 2L))));
            _block.AsSpan(0, _held).CopyTo(grown);
            CryptographicOperations.ZeroMemory(_block);
            _block = grown;
        }

        bytes.CopyTo(_block.AsSpan(_held));
        _held += bytes.Length;
    }
}
