using System.Security.Cryptography;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Streams;

namespace OtrMail.Core.Mail;

/// <summary>
/// A long mail that stays in its packet, which has verified, and is decrypted whenever it is written out.
/// </summary>
internal sealed class PacketMail : MailBytes
{
    private const int BatchBytes = 64 << 10;

    private readonly Packet _packet;
    private readonly SecretBytes _key;
    private readonly int _offset;

    /// <summary>The mail of a packet whose every byte was checked.</summary>
    /// <param name="packet">The packet; its bytes must be there as long as this is used.</param>
    /// <param name="keys">Its keys; copied.</param>
    /// <param name="read">Where the mail is.</param>
    /// <param name="start">Its first bytes.</param>
    public PacketMail(Packet packet, MessageKeys keys, PlaintextReader read, ReadOnlyMemory<byte> start)
    {
        _packet = packet;
        _key = keys.EncryptionKey.Copy();
        _offset = read.MailOffset;
        CodedLength = read.CodedLength;
        Length = read.MailLength;
        Start = start;
    }

    public override long Length { get; }

    public override ReadOnlyMemory<byte> Start { get; }

    internal override long CodedLength { get; }

    public override void WriteTo(Stream output, int offset = 0) => Decode(WriteCodedTo, output, offset);

    internal override void WriteCodedTo(Stream output) => Decrypt(_packet, _key, _offset, CodedLength, output);

    /// <summary>
    /// Decrypts all of a packet that somebody has to look at. The MAC was checked over every byte; what is left out are long
    /// pieces inside, which are decrypted when the mail is put out and not before.
    /// </summary>
    public static void Decrypt(Packet packet, SecretBytes key, PlaintextReader reader)
    {
        long step = packet.IsInMemory ? packet.CiphertextLength : BatchBytes;
        for (long at = 0; at < packet.CiphertextLength;)
        {
            long count = Math.Min(step, packet.CiphertextLength - at);
            Decrypt(packet, key, at, count, reader);
            at += count;
            if (reader.OnlyCounted is var left && left > BatchBytes)
            {
                reader.Leave(left);
                at += left;
            }
        }
    }

    /// <summary>Decrypts a range of a packet's ciphertext.</summary>
    public static void Decrypt(Packet packet, SecretBytes key, long offset, long count, Stream output)
    {
        using var cipher = AesCtr.FromZero(key.Span, Math.Max(count, 1), offset);
        byte[] batch = GC.AllocateUninitializedArray<byte>((int)Math.Min(BatchBytes, count), pinned: true);
        try
        {
            packet.CopyCiphertextTo(offset, count, new SpanStream(bytes =>
            {
                while (!bytes.IsEmpty)
                {
                    int taken = Math.Min(bytes.Length, batch.Length);
                    cipher.Apply(bytes[..taken], batch);
                    output.Write(batch.AsSpan(0, taken));
                    bytes = bytes[taken..];
                }
            }));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(batch);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _key.Dispose();
        base.Dispose(disposing);
    }
}
