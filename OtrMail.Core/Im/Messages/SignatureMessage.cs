using OtrMail.Core.Wire;

namespace OtrMail.Core.Im.Messages;

/// <summary>Signature: the encrypted and MACed signature of who did not begin the exchange.</summary>
/// <param name="Sender">Instance tag of the sender's client.</param>
/// <param name="Receiver">Instance tag of the recipient's client.</param>
/// <param name="Signature">The signature.</param>
public sealed record SignatureMessage(uint Sender, uint Receiver, SealedSignature Signature) : EncodedMessage(Sender, Receiver)
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.Signature;

    internal static SignatureMessage? TryReadBody(MessageHeader header, ref WireReader reader)
    {
        SealedSignature signature = SealedSignature.Read(ref reader);
        return reader.Finished ? new SignatureMessage(header.Sender, header.Receiver, signature) : null;
    }

    /// <inheritdoc/>
    protected override void WriteBody(WireWriter writer) => Signature.Write(writer);
}
