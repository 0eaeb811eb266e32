namespace OtrMail.Core.Ratchet;

/// <summary>
/// What a mail's keys are bound to, beside the secrets. Identities here stop identity misbinding without anybody
/// signing anybody's name.
/// </summary>
/// <param name="Type">The packet's type byte.</param>
/// <param name="HeaderHash">Label hash of the packet's header, 32 bytes.</param>
/// <param name="SenderIdentity">Sender's identity fingerprint, 32 bytes; empty in a First, where it is unknown
/// before decryption.</param>
/// <param name="RecipientIdentity">Recipient's identity fingerprint, 32 bytes.</param>
/// <param name="SenderKeyHash">Hash of the sender's ratchet key, 32 bytes; empty in a First.</param>
/// <param name="RecipientKeyHash">Hash of the recipient's ratchet key, or of his prekey in a First, 32 bytes.</param>
public sealed record MessageContext(
    byte Type,
    ReadOnlyMemory<byte> HeaderHash,
    ReadOnlyMemory<byte> SenderIdentity,
    ReadOnlyMemory<byte> RecipientIdentity,
    ReadOnlyMemory<byte> SenderKeyHash,
    ReadOnlyMemory<byte> RecipientKeyHash);
