using OtrMail.Core.Wire;

namespace OtrMail.Core.Im.Messages;

/// <summary>Reveal Signature: the key of the D-H Commit, and the sender's encrypted and MACed signature.</summary>
/// <param name="Sender">Instance tag of the sender's client.</param>
/// <param name="Receiver">Instance tag of the recipient's client.</param>
/// <param name="R">The key that opens g^x, 16 bytes.</param>
/// <param name="Signature">The signature.</param>
public sealed record RevealSignatureMessage(uint Sender, uint Receiver, ReadOnlyMemory<byte> R, SealedSignature Signature)
    : EncodedMessage(Sender, Receiver)
{
    /// <summary>Bytes of <see cref="R"/>.</summary>
    public const int KeyBytes = 16;

    /// <inheritdoc/>
    public override MessageType Type => MessageType.RevealSignature;

    internal static RevealSignatureMessage? TryReadBody(MessageHeader header, ref WireReader reader)
    {
        byte[] r = reader.Data(KeyBytes).ToArray();
        reader.Require(r.Length == KeyBytes);
        SealedSignature signature = SealedSignature.Read(ref reader);
        return reader.Finished ? new RevealSignatureMessage(header.Sender, header.Receiver, r, signature) : null;
    }

    /// <inheritdoc/>
    protected override void WriteBody(WireWriter writer)
    {
        writer.Data(R.Span);
        Signature.Write(writer);
    }
}
