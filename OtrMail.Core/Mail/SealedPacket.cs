using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Streams;

namespace OtrMail.Core.Mail;

/// <summary>
/// A packet that is not written yet: everything is decided, and only the mail has still to go through cipher and MAC.
/// </summary>
internal sealed class SealedPacket : IDisposable
{
    private const int BatchBytes = 64 << 10;

    private readonly PacketHeader _header;
    private readonly EncodedPlaintext _plaintext;
    private readonly byte[] _clear;
    private readonly MailSuite _suite;
    private readonly SecretBytes _encryptionKey;
    private readonly SecretBytes _macKey;

    /// <summary>Takes all that makes the packet.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="plaintext">What is inside; this owns it.</param>
    /// <param name="clear">What it reveals (<see cref="Packet.ClearParts"/>).</param>
    /// <param name="suite">Its suite.</param>
    /// <param name="keys">Its keys; copied.</param>
    public SealedPacket(PacketHeader header, EncodedPlaintext plaintext, byte[] clear, MailSuite suite, MessageKeys keys)
    {
        _header = header;
        _plaintext = plaintext;
        _clear = clear;
        _suite = suite;
        _encryptionKey = keys.EncryptionKey.Copy();
        _macKey = keys.MacKey.Copy();
    }

    /// <summary>Bytes of the packet.</summary>
    public long Length => _header.Bytes.Length + sizeof(uint) + _plaintext.Length + _clear.Length + _suite.MacBytes;

    /// <summary>Whether the mail is in memory, so that the packet may be as well.</summary>
    public bool IsInMemory => _plaintext.IsInMemory;

    /// <summary>The packet in memory.</summary>
    public byte[] ToArray()
    {
        if (Length > Array.MaxLength)
            throw new InsufficientMemoryException("too long for one array");
        byte[] packet = new byte[Length];
        using var stream = new MemoryStream(packet);
        WriteTo(stream);
        return packet;
    }

    /// <summary>Encrypts, MACs and writes: header ‖ DATA ciphertext ‖ clear parts ‖ MAC.</summary>
    public void WriteTo(Stream output)
    {
        using RunningMac mac = _suite.StartMac(_macKey.Span);
        using var cipher = AesCtr.FromZero(_encryptionKey.Span, _plaintext.Length);
        byte[] batch = GC.AllocateUninitializedArray<byte>((int)Math.Min(BatchBytes, _plaintext.Length));
        void Put(ReadOnlySpan<byte> bytes)
        {
            mac.Append(bytes);
            output.Write(bytes);
        }

        Span<byte> length = stackalloc byte[sizeof(uint)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(length, checked((uint)_plaintext.Length));
        Put(_header.Bytes.Span);
        Put(length);
        _plaintext.WriteTo(new SpanStream(bytes =>
        {
            while (!bytes.IsEmpty)
            {
                int taken = Math.Min(bytes.Length, batch.Length);
                cipher.Apply(bytes[..taken], batch);
                Put(batch.AsSpan(0, taken));
                bytes = bytes[taken..];
            }
        }));
        Put(_clear);
        output.Write(mac.Finish());
    }

    /// <summary>Wipes keys and plaintext.</summary>
    public void Dispose()
    {
        _plaintext.Dispose();
        _encryptionKey.Dispose();
        _macKey.Dispose();
    }
}
