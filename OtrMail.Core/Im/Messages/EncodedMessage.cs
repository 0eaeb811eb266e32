using OtrMail.Core.Wire;

namespace OtrMail.Core.Im.Messages;

/// <summary>
/// A binary message of OTR version 3: header (version, type, instance tags) and body. As text it is <c>?OTR:</c>, its base64,
/// and a full stop.
/// </summary>
/// <param name="Sender">Instance tag of the sender's client.</param>
/// <param name="Receiver">Instance tag of the recipient's client; 0, in a D-H Commit, for all of them.</param>
public abstract record EncodedMessage(uint Sender, uint Receiver)
{
    /// <summary>Its type byte.</summary>
    public abstract MessageType Type { get; }

    /// <summary>The text that goes over the network.</summary>
    public string ToWire()
    {
        using var writer = new WireWriter(1024);
        writer.Short(MessageHeader.Version3).Byte((byte)Type).Int(Sender).Int(Receiver);
        WriteBody(writer);
        return string.Concat(WireText.EncodedPrefix, Convert.ToBase64String(writer.Written), WireText.EncodedEnd);
    }

    /// <summary>Reads the body that follows a header; null when it is malformed.</summary>
    /// <param name="header">The header.</param>
    /// <param name="message">The whole message, header included.</param>
    public static EncodedMessage? TryRead(MessageHeader header, ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        reader.Raw(MessageHeader.ByteCount);
        return header.Type switch
        {
            MessageType.DhCommit => DhCommitMessage.TryReadBody(header, ref reader),
            MessageType.DhKey => DhKeyMessage.TryReadBody(header, ref reader),
            MessageType.RevealSignature => RevealSignatureMessage.TryReadBody(header, ref reader),
            MessageType.Signature => SignatureMessage.TryReadBody(header, ref reader),
            MessageType.Data => DataMessage.TryReadBody(header, ref reader),
            _ => null,
        };
    }

    /// <summary>Writes what follows the header.</summary>
    protected abstract void WriteBody(WireWriter writer);
}
