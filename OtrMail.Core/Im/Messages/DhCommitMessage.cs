using OtrMail.Core.Wire;

namespace OtrMail.Core.Im.Messages;

/// <summary>D-H Commit: g^x, encrypted under a key that is revealed later, and its hash.</summary>
/// <param name="Sender">Instance tag of the sender's client.</param>
/// <param name="Receiver">Instance tag of the recipient's client, or 0 for all.</param>
/// <param name="EncryptedGx">The MPI of g^x, AES-128-CTR under r.</param>
/// <param name="HashedGx">SHA-256 of the MPI, 32 bytes.</param>
public sealed record DhCommitMessage(
    uint Sender, uint Receiver, ReadOnlyMemory<byte> EncryptedGx, ReadOnlyMemory<byte> HashedGx)
    : EncodedMessage(Sender, Receiver)
{
    private const int HashBytes = 32;

    /// <inheritdoc/>
    public override MessageType Type => MessageType.DhCommit;

    internal static DhCommitMessage? TryReadBody(MessageHeader header, ref WireReader reader)
    {
        byte[] encrypted = reader.Data(ImLimits.EncryptedGxBytes).ToArray();
        byte[] hash = reader.Data(HashBytes).ToArray();
        reader.Require(hash.Length == HashBytes);
        return reader.Finished ? new DhCommitMessage(header.Sender, header.Receiver, encrypted, hash) : null;
    }

    /// <inheritdoc/>
    protected override void WriteBody(WireWriter writer) => writer.Data(EncryptedGx.Span).Data(HashedGx.Span);
}
