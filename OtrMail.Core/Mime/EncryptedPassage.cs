using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Mail;
using OtrMail.Core.Streams;

namespace OtrMail.Core.Mime;

/// <summary>
/// Takes what says that it is OTR-Mail already, or a bare packet, on its way out. It goes on as it came, but only if a packet is in it: else
/// what only looks encrypted would travel in the clear.
/// </summary>
/// <param name="spool">Where a long one goes.</param>
/// <param name="limits">Its limits.</param>
public sealed class EncryptedPassage(SpoolOptions spool, MimeLimits limits) : WriteOnlyStream
{
    private readonly SpoolWriter _whole = new(spool);
    private readonly PacketReader _reader = new(limits, spool);

    /// <inheritdoc/>
    /// <exception cref="IOException">The disk refused.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        // past the limit it is refused, and nothing more of it needs room
        if (_whole.Written <= limits.MaxMailBytes)
            _whole.Write(buffer);
        _reader.Write(buffer);
    }

    /// <summary>All that was written, if there is a packet in it; the caller disposes it. Otherwise NotOtrMail or TooLarge.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public bool TryFinish([NotNullWhen(true)] out ByteSource? whole, out MimeFault fault)
    {
        whole = HoldsPacket(_reader, limits, out fault) ? _whole.Complete() : null;
        return whole is not null;
    }

    /// <summary>Whether what was read holds one packet that is whole; else NotOtrMail or TooLarge.</summary>
    internal static bool HoldsPacket(PacketReader reader, MimeLimits limits, out MimeFault fault)
    {
        if (!reader.TryFinish(out FoundPacket? found, out fault))
        {
            fault = fault == MimeFault.TooLarge ? fault : MimeFault.NotOtrMail;
            return false;
        }

        using (found)
        {
            bool isPacket = Packet.TryParse(found.Source, MailLimits.Default with { PacketBytes = limits.MaxPacketBytes }, out _, out _);
            fault = isPacket ? MimeFault.None : MimeFault.NotOtrMail;
            return isPacket;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _whole.Dispose();
            _reader.Dispose();
        }

        base.Dispose(disposing);
    }
}
