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
        using var writer = new WireWriter(ExpectedBytes);
        WriteHeader(writer);
        WriteBody(writer);
        int base64 = (writer.Length + 2) / 3 * 4;
        return string.Create(
            WireText.EncodedPrefix.Length + base64 + WireText.EncodedEnd.Length,
            writer,
            static (text, message) =>
            {
                WireText.EncodedPrefix.CopyTo(text);
                Convert.TryToBase64Chars(message.Written, text[WireText.EncodedPrefix.Length..], out _);
                WireText.EncodedEnd.CopyTo(text[^WireText.EncodedEnd.Length..]);
            });
    }

    /// <summary>Reads the body that follows a header; null when it is malformed.</summary>
    /// <param name="header">The header.</param>
    /// <param name="message">
    /// The whole message, header included. A data message keeps parts of it and lives no longer than it; the others copy.
    /// </param>
    public static EncodedMessage? TryRead(MessageHeader header, ReadOnlyMemory<byte> message)
    {
        var reader = new WireReader(message.Span);
        reader.Raw(MessageHeader.ByteCount);
        return header.Type switch
        {
            MessageType.DhCommit => DhCommitMessage.TryReadBody(header, ref reader),
            MessageType.DhKey => DhKeyMessage.TryReadBody(header, ref reader),
            MessageType.RevealSignature => RevealSignatureMessage.TryReadBody(header, ref reader),
            MessageType.Signature => SignatureMessage.TryReadBody(header, ref reader),
            MessageType.Data => DataMessage.TryReadBody(header, message, ref reader),
            _ => null,
        };
    }

    /// <summary>About how long the message is, so that its buffer need not grow.</summary>
    protected virtual int ExpectedBytes => 1024;

    /// <summary>Writes the header.</summary>
    protected void WriteHeader(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Short(MessageHeader.Version3).Byte((byte)Type).Int(Sender).Int(Receiver);
    }

    /// <summary>Writes what follows the header.</summary>
    protected abstract void WriteBody(WireWriter writer);
}
