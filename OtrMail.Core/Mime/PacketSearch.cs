namespace OtrMail.Core.Mime;

/// <summary>Gathers what the parts of one mail say: a packet, two, or only the claim that there is one.</summary>
internal sealed class PacketSearch(MimeLimits limits)
{
    private bool _claimed;
    private MimeFault _fault;

    /// <summary>The packet found so far.</summary>
    public ReadOnlyMemory<byte>? Packet { get; private set; }

    /// <summary>Where it was.</summary>
    public PacketPlace Place { get; private set; }

    /// <summary>What the parts seen so far add up to.</summary>
    public MimeFault Fault => _fault != MimeFault.None || Packet is not null ? _fault
        : _claimed ? MimeFault.Malformed : MimeFault.NotOtrMail;

    /// <summary>Looks at one more part; false when there is no use in going on.</summary>
    public bool Add(MimePart part)
    {
        bool named = part.Content.IsPacketName;
        bool inEncrypted = part.Parent?.Content.IsOtrMail == true;
        _claimed |= part.Content.IsOtrMail || part.IsLeaf && (named || part.Content.IsControl);
        bool mayHold = part.IsLeaf && !part.IsMessage && part.Content.Media != "message"
            && (part.Content.Media != "text" || named || inEncrypted);
        return !mayHold || EncodingOf(part) is not { } encoding || Take(part, encoding, inEncrypted);
    }

    /// <summary>How the packet in a part is encoded; null when there is none. Some gateways lose the field that says so.</summary>
    private static TransferEncoding? EncodingOf(MimePart part)
    {
        TransferEncoding declared = part.Content.Transfer;
        if (TransferDecoder.StartsWith(declared, part.Body.Span, PacketFinder.Magic))
            return declared;
        return declared == TransferEncoding.Identity
            && TransferDecoder.StartsWith(TransferEncoding.Base64, part.Body.Span, PacketFinder.Magic) ? TransferEncoding.Base64 : null;
    }

    private bool Take(MimePart part, TransferEncoding encoding, bool inEncrypted)
    {
        ReadOnlyMemory<byte>? packet = TransferDecoder.Decode(encoding, part.Body);
        if (packet is null)
            _fault = MimeFault.Malformed;
        else if (packet.Value.Length > limits.MaxPacketBytes)
            _fault = MimeFault.TooLarge;
        else if (Packet is { } other && !other.Span.SequenceEqual(packet.Value.Span))
            _fault = MimeFault.Malformed;
        else if (Packet is null || inEncrypted)
            (Packet, Place) = (packet, inEncrypted ? PacketPlace.Encrypted : PacketPlace.Attachment);
        return _fault == MimeFault.None;
    }
}
