using OtrMail.Core.Streams;
using OtrMail.Ring;

namespace OtrMail.Core.Mime;

/// <summary>Takes a packet as it is decoded, up to the limit. Of a second one only the hash, to see whether it is the same.</summary>
internal sealed class PacketTaker(SpoolOptions spool, long limit, bool isCopy) : WriteOnlyStream
{
    private readonly SpoolWriter? _writer = isCopy ? null : new SpoolWriter(spool);
    private readonly Sha256? _hash = isCopy ? new Sha256() : null;
    private long _length;

    /// <summary>Whether it is longer than allowed.</summary>
    public bool IsTooLarge => _length > limit;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _length += buffer.Length;
        if (IsTooLarge)
            return;
        _writer?.Write(buffer);
        _hash?.Append(buffer);
    }

    /// <summary>The packet.</summary>
    public ByteSource Complete() => _writer!.Complete();

    /// <summary>Whether the second packet is the first one.</summary>
    public bool IsSameAs(ByteSource first)
    {
        if (first.Length != _length)
            return false;
        using var hash = new Sha256();
        first.CopyTo(new SpanStream(hash.Append));
        return hash.Finish().AsSpan().SequenceEqual(_hash!.Finish());
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _writer?.Dispose();
            _hash?.Dispose();
        }

        base.Dispose(disposing);
    }
}
