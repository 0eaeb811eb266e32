using OtrMail.Core.Ratchet;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Im.Messages;

/// <summary>D-H Key: g^y.</summary>
/// <param name="Sender">Instance tag of the sender's client.</param>
/// <param name="Receiver">Instance tag of the recipient's client.</param>
/// <param name="Gy">The key.</param>
public sealed record DhKeyMessage(uint Sender, uint Receiver, ModpPublicKey Gy) : EncodedMessage(Sender, Receiver)
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.DhKey;

    internal static DhKeyMessage? TryReadBody(MessageHeader header, ref WireReader reader)
    {
        ModpPublicKey? key = Mpi.ReadKey(ref reader);
        return reader.Finished ? new DhKeyMessage(header.Sender, header.Receiver, key!) : null;
    }

    /// <inheritdoc/>
    protected override void WriteBody(WireWriter writer) => writer.Data(Gy.Value);
}
