using OtrMail.Core.Streams;

namespace OtrMail.Core.Mime;

/// <summary>
/// Gathers what the parts of one mail say: a packet, two, or only the claim that there is one. Of a part that is no
/// candidate a few bytes are looked at.
/// </summary>
internal sealed class PacketSearch(MimeLimits limits, SpoolOptions spool, bool mayBeWrapped) : IPartSink, IDisposable
{
    private readonly byte[] _front = new byte[TransferDecoder.FrontBytes];
    private bool _claimed;
    private MimeFault _fault;
    private MimePart? _candidate;
    private int _held;
    private int _leaves;
    private TransferDecoding? _decoding;
    private PacketTaker? _taker;
    private ByteSource? _packet;
    private PacketPlace _place;
    private HeaderBlock? _header;
    private PacketSearch? _wrapped;
    private MimeWalker? _wrappedWalker;
    private bool _isInWrapped;

    /// <inheritdoc/>
    public bool IsDone => _fault != MimeFault.None;

    /// <summary>Whether the one mail that is inside passed a limit.</summary>
    public bool IsTooLarge => IsWrapped && _wrappedWalker!.IsTooLarge;

    /// <summary>What the parts add up to.</summary>
    public MimeFault Fault => IsWrapped ? _wrapped!.Fault
        : _fault != MimeFault.None || _packet is not null ? _fault
        : _claimed ? MimeFault.Malformed : MimeFault.NotOtrMail;

    /// <summary>Whether the mail is nothing but another one.</summary>
    private bool IsWrapped => _wrapped is not null && _leaves == 1;

    /// <summary>The packet, if <see cref="Fault"/> is none; the caller owns it.</summary>
    public FoundPacket Take()
    {
        if (IsWrapped)
            return _wrapped!.Take() with { IsWrapped = true };
        var found = new FoundPacket(_packet!, _header, _place, IsWrapped: false);
        _packet = null;
        return found;
    }

    /// <inheritdoc/>
    public void Begin(MimePart part)
    {
        _header ??= part.Header;
        bool named = part.Content.IsPacketName;
        bool inEncrypted = part.Parent?.Content.IsOtrMail == true;
        _claimed |= part.Content.IsOtrMail || part.IsLeaf && (named || part.Content.IsControl);
        if (!part.IsLeaf)
            return;
        _leaves++;
        if (_leaves == 1 && mayBeWrapped && part is { IsMessage: true, Content.Transfer: TransferEncoding.Identity })
        {
            _wrapped = new PacketSearch(limits, spool, mayBeWrapped: false);
            _wrappedWalker = new MimeWalker(limits, _wrapped);
            _isInWrapped = true;
        }

        bool mayHold = !part.IsMessage && part.Content.Media != "message"
            && (part.Content.Media != "text" || named || inEncrypted);
        _candidate = mayHold ? part : null;
        _held = 0;
    }

    /// <inheritdoc/>
    public void Body(ReadOnlySpan<byte> bytes)
    {
        if (_isInWrapped)
            _wrappedWalker!.Feed(bytes);
        if (_candidate is null)
            return;
        if (_decoding is null)
        {
            int taken = Math.Min(bytes.Length, _front.Length - _held);
            bytes[..taken].CopyTo(_front.AsSpan(_held));
            _held += taken;
            bytes = bytes[taken..];
            if (_held < _front.Length || !TryDecode())
                return;
        }

        _decoding!.Write(bytes);
        if (_taker!.IsTooLarge)
            _fault = MimeFault.TooLarge;
    }

    /// <inheritdoc/>
    public void End()
    {
        if (_isInWrapped)
        {
            _wrappedWalker!.Finish();
            _isInWrapped = false;
        }

        if (_candidate is not null && (_decoding is not null || TryDecode()))
            Complete(_candidate.Parent?.Content.IsOtrMail == true);
        _candidate = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _wrapped?.Dispose();
        _taker?.Dispose();
        _packet?.Dispose();
    }

    /// <summary>Looks at the first bytes of the candidate, which is none any more if they are no packet's.</summary>
    private bool TryDecode()
    {
        if (EncodingOf(_candidate!) is not { } encoding)
        {
            _candidate = null;
            return false;
        }

        _taker = new PacketTaker(spool, limits.MaxPacketBytes, isCopy: _packet is not null);
        _decoding = TransferDecoding.Of(encoding, _taker);
        _decoding.Write(_front.AsSpan(0, _held));
        return true;
    }

    /// <summary>How the packet in a part is encoded; null when there is none. Some gateways lose the field that says so.</summary>
    private TransferEncoding? EncodingOf(MimePart part)
    {
        TransferEncoding declared = part.Content.Transfer;
        ReadOnlySpan<byte> front = _front.AsSpan(0, _held);
        if (TransferDecoder.StartsWith(declared, front, PacketFinder.Magic))
            return declared;
        return declared == TransferEncoding.Identity
            && TransferDecoder.StartsWith(TransferEncoding.Base64, front, PacketFinder.Magic) ? TransferEncoding.Base64 : null;
    }

    private void Complete(bool inEncrypted)
    {
        bool isWhole = _decoding!.Finish();
        using PacketTaker taker = _taker!;
        (_decoding, _taker) = (null, null);
        if (!isWhole)
            _fault = MimeFault.Malformed;
        else if (taker.IsTooLarge)
            _fault = MimeFault.TooLarge;
        else if (_packet is not null && !taker.IsSameAs(_packet))
            _fault = MimeFault.Malformed;
        if (_fault != MimeFault.None)
            return;
        if (_packet is null || inEncrypted)
            _place = inEncrypted ? PacketPlace.Encrypted : PacketPlace.Attachment;
        _packet ??= taker.Complete();
    }
}
