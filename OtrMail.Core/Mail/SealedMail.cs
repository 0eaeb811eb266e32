using OtrMail.Core.Keys;
using OtrMail.Core.Streams;

namespace OtrMail.Core.Mail;

/// <summary>
/// A packet ready to be sent. That of a long mail is encrypted only when it is written out, each time to the same bytes.
/// </summary>
public sealed class SealedMail : IDisposable
{
    private readonly SealedPacket? _long;
    private byte[]? _packet;

    internal SealedMail(PacketType type, SealedPacket packet, Fingerprint recipient)
    {
        Type = type;
        Recipient = recipient;
        Length = packet.Length;
        if (packet.IsInMemory)
        {
            // nothing is kept that could make another packet under these keys
            using (packet)
                _packet = packet.ToArray();
        }
        else
        {
            _long = packet;
        }
    }

    /// <summary>Which message it is.</summary>
    public PacketType Type { get; }

    /// <summary>The identity that can read it.</summary>
    public Fingerprint Recipient { get; }

    /// <summary>Bytes of the packet.</summary>
    public long Length { get; }

    /// <summary>The packet, in one piece of memory.</summary>
    /// <exception cref="InsufficientMemoryException">It is too long for that.</exception>
    public byte[] Packet => _packet ??= _long!.ToArray();

    /// <summary>Writes the packet, in bounded memory.</summary>
    /// <exception cref="IOException">The stream refuses, or a long mail cannot be read any more.</exception>
    public void WriteTo(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_packet is not null)
            output.Write(_packet);
        else
            WriteLong(output);
    }

    /// <summary>Wipes the keys that a long packet is encrypted under.</summary>
    public void Dispose() => _long?.Dispose();

    /// <summary>One core encrypts, another one takes it on.</summary>
    private void WriteLong(Stream output)
    {
        using var pipeline = new PipelineStream(output);
        _long!.WriteTo(pipeline);
        pipeline.Finish();
    }
}
