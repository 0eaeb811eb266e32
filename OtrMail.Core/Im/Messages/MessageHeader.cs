using OtrMail.Core.Wire;

namespace OtrMail.Core.Im.Messages;

/// <summary>What stands before the body of every encoded message of version 3.</summary>
/// <param name="Type">What follows.</param>
/// <param name="Sender">Instance tag of the sender's client.</param>
/// <param name="Receiver">Instance tag of the recipient's client, or 0.</param>
public readonly record struct MessageHeader(MessageType Type, uint Sender, uint Receiver)
{
    /// <summary>The version's SHORT.</summary>
    public const ushort Version3 = 3;

    /// <summary>Bytes of a header.</summary>
    public const int ByteCount = 2 + 1 + 4 + 4;

    /// <summary>The smallest instance tag; below stands 0 for "all", and the rest is reserved.</summary>
    public const uint SmallestTag = 0x100;

    /// <summary>Reads a header; how far it can be trusted says the fault.</summary>
    public static HeaderFault TryRead(ReadOnlySpan<byte> message, out MessageHeader header)
    {
        var reader = new WireReader(message);
        ushort version = reader.Short();
        header = default;
        if (reader.Ok && version is 1 or 2)
            return HeaderFault.OldVersion;
        header = new MessageHeader((MessageType)reader.Byte(), reader.Int(), reader.Int());
        if (!reader.Ok)
            return HeaderFault.Malformed;
        if (version != Version3 || !Enum.IsDefined(header.Type))
            return HeaderFault.Unrecognized;
        bool isAddressed = header.Receiver >= SmallestTag || (header.Receiver == 0 && header.Type == MessageType.DhCommit);
        return header.Sender >= SmallestTag && isAddressed ? HeaderFault.None : HeaderFault.Malformed;
    }
}
