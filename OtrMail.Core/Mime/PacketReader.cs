using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Streams;

namespace OtrMail.Core.Mime;

/// <summary>Finds the packet in a mail that is written to it as it comes (<see cref="PacketFinder"/>).</summary>
internal sealed class PacketReader : WriteOnlyStream
{
    /// <summary>What a mail shows within its first bytes: whether it is bare, and whether it is foreign when it is too long.</summary>
    private const int FrontBytes = 256 << 10;

    private readonly MimeLimits _limits;
    private readonly PacketSearch _search;
    private readonly MimeWalker _walker;
    private readonly SpoolOptions _spool;
    private byte[] _front = [];
    private int _held;
    private long _length;
    private bool _hasBegun;
    private DoubledLineEnds? _lineEnds;
    private PacketTaker? _bare;
    private TransferDecoding? _bareDecoding;
    private PacketPlace _place;

    public PacketReader(MimeLimits limits, SpoolOptions spool)
    {
        _limits = limits;
        _spool = spool;
        _search = new PacketSearch(limits, spool, mayBeWrapped: true);
        _walker = new MimeWalker(limits, _search);
    }

    /// <summary>Whether the mail is refused for its length or its parts.</summary>
    public bool IsPastLimit => _length > _limits.MaxMailBytes || _walker.IsTooLarge || _search.IsTooLarge;

    /// <summary>Whether what was read decides, so that the rest is of no use.</summary>
    public bool IsDone => _length > _limits.MaxMailBytes || _walker.IsTooLarge || _search.IsDone || _bare is { IsTooLarge: true };

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _length += buffer.Length;
        if (!_hasBegun)
        {
            int taken = Math.Min(buffer.Length, FrontBytes - _held);
            Hold(buffer[..taken]);
            buffer = buffer[taken..];
            if (_held < FrontBytes)
                return;
            Begin();
        }

        if (!IsDone)
            Pass(buffer);
    }

    /// <summary>What was found, once all is read.</summary>
    public bool TryFinish([NotNullWhen(true)] out FoundPacket? found, out MimeFault fault)
    {
        found = null;
        if (!_hasBegun)
            Begin();
        if (_length > _limits.MaxMailBytes)
        {
            fault = TooLarge();
            return false;
        }

        if (_bare is not null)
        {
            fault = !_bareDecoding!.Finish() ? MimeFault.Malformed : _bare.IsTooLarge ? MimeFault.TooLarge : MimeFault.None;
            found = fault == MimeFault.None ? new FoundPacket(_bare.Complete(), null, _place, IsWrapped: false) : null;
            return found is not null;
        }

        _lineEnds?.Finish();
        _walker.Finish();
        fault = IsPastLimit ? TooLarge() : _search.Fault;
        found = fault == MimeFault.None ? _search.Take() : null;
        return found is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _search.Dispose();
            _bare?.Dispose();
        }

        base.Dispose(disposing);
    }

    // most mails are shorter
    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (_held + bytes.Length > _front.Length)
            Array.Resize(ref _front, Math.Clamp(2 * _front.Length, _held + bytes.Length, FrontBytes));
        bytes.CopyTo(_front.AsSpan(_held));
        _held += bytes.Length;
    }

    private void Begin()
    {
        _hasBegun = true;
        ReadOnlySpan<byte> front = _front.AsSpan(0, _held);
        if (PacketFinder.IsBare(front))
        {
            bool isBinary = front.StartsWith(PacketFinder.Magic);
            _place = isBinary ? PacketPlace.Bare : PacketPlace.BareBase64;
            _bare = new PacketTaker(_spool, _limits.MaxPacketBytes, isCopy: false);
            _bareDecoding = TransferDecoding.Of(isBinary ? TransferEncoding.Identity : TransferEncoding.Base64, _bare);
        }
        else if (DoubledLineEnds.AreIn(front))
        {
            _lineEnds = new DoubledLineEnds(new SpanStream(_walker.Feed));
        }

        Pass(front);
    }

    private void Pass(ReadOnlySpan<byte> bytes)
    {
        if (_bare is not null)
            _bareDecoding!.Write(bytes);
        else if (_lineEnds is not null)
            _lineEnds.Write(bytes);
        else
            _walker.Feed(bytes);
    }

    /// <summary>Foreign mail is nobody's fault, however long it is.</summary>
    private MimeFault TooLarge() => PacketFinder.HasSign(_front.AsSpan(0, _held)) ? MimeFault.TooLarge : MimeFault.NotOtrMail;
}
