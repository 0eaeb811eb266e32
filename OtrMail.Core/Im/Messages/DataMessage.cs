using System.Security.Cryptography;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Im.Messages;

/// <summary>Data: what is said, encrypted under the session keys of two DH keys, with the sender's next DH key.</summary>
/// <param name="Sender">Instance tag of the sender's client.</param>
/// <param name="Receiver">Instance tag of the recipient's client.</param>
/// <param name="Flags">What to do when it cannot be read.</param>
/// <param name="SenderKeyId">ID of the sender's DH key that it is keyed with.</param>
/// <param name="RecipientKeyId">ID of the recipient's.</param>
/// <param name="NextKey">The sender's DH key with the ID that follows.</param>
/// <param name="Counter">First half of the initial counter block; never 0, and growing for one pair of keys.</param>
/// <param name="Ciphertext">AES-128-CTR of the text and its TLVs.</param>
/// <param name="Mac">HMAC-SHA-1 over all before it, header included, 20 bytes.</param>
/// <param name="RevealedMacKeys">Old MAC keys of the sender's, now public, 20 bytes each (paper, 4.4).</param>
public sealed record DataMessage(
    uint Sender,
    uint Receiver,
    MessageFlags Flags,
    uint SenderKeyId,
    uint RecipientKeyId,
    ModpPublicKey NextKey,
    ulong Counter,
    ReadOnlyMemory<byte> Ciphertext,
    ReadOnlyMemory<byte> Mac,
    IReadOnlyList<ReadOnlyMemory<byte>> RevealedMacKeys) : EncodedMessage(Sender, Receiver)
{
    // most that stands before the bytes of the ciphertext
    private const int HeadBytes = MessageHeader.ByteCount + 1 + (4 * sizeof(uint)) + ModpGroup.ElementBytes + sizeof(ulong);

    /// <inheritdoc/>
    public override MessageType Type => MessageType.Data;

    /// <summary>The message with the MAC that its other fields have under <paramref name="macKey"/>.</summary>
    public DataMessage WithMac(ReadOnlySpan<byte> macKey) => this with { Mac = ComputeMac(macKey) };

    /// <summary>Whether its MAC is right; compared in constant time.</summary>
    public bool Verifies(ReadOnlySpan<byte> macKey) =>
        CryptographicOperations.FixedTimeEquals(ComputeMac(macKey), Mac.Span);

    /// <inheritdoc/>
    protected override int ExpectedBytes => HeadBytes + Ciphertext.Length + ((1 + RevealedMacKeys.Count) * Sha1.HashBytes) + sizeof(int);

    /// <summary>Reads the body; ciphertext, MAC and revealed keys stay where they are in <paramref name="message"/>.</summary>
    internal static DataMessage? TryReadBody(MessageHeader header, ReadOnlyMemory<byte> message, ref WireReader reader)
    {
        byte flags = reader.Byte();
        uint senderKeyId = reader.Int();
        uint recipientKeyId = reader.Int();
        ModpPublicKey? nextKey = Mpi.ReadKey(ref reader);
        ulong counter = ((ulong)reader.Int() << 32) | reader.Int();
        ReadOnlyMemory<byte> ciphertext = Last(reader.Data(ImLimits.MessageChars).Length, reader.Position, message);
        ReadOnlyMemory<byte> mac = Last(reader.Raw(Sha1.HashBytes).Length, reader.Position, message);
        ReadOnlyMemory<byte> revealed = Last(reader.Data(ImLimits.RevealedBytes).Length, reader.Position, message);
        reader.Require(revealed.Length % Sha1.HashBytes == 0);
        reader.Require(senderKeyId != 0 && recipientKeyId != 0 && counter != 0);
        if (!reader.Finished)
            return null;
        var keys = new List<ReadOnlyMemory<byte>>(revealed.Length / Sha1.HashBytes);
        for (int at = 0; at < revealed.Length; at += Sha1.HashBytes)
            keys.Add(revealed.Slice(at, Sha1.HashBytes));
        return new DataMessage(
            header.Sender,
            header.Receiver,
            (MessageFlags)flags,
            senderKeyId,
            recipientKeyId,
            nextKey!,
            counter,
            ciphertext,
            mac,
            keys);
    }

    /// <summary>
    /// The flags of a data message whose form is otherwise broken: even then its sender may not want to hear of it.
    /// </summary>
    internal static MessageFlags FlagsOf(ReadOnlySpan<byte> message) =>
        message.Length > MessageHeader.ByteCount ? (MessageFlags)message[MessageHeader.ByteCount] : MessageFlags.None;

    /// <inheritdoc/>
    protected override void WriteBody(WireWriter writer)
    {
        WriteHead(writer);
        writer.Raw(Ciphertext.Span).Raw(Mac.Span).Int((uint)(RevealedMacKeys.Count * Sha1.HashBytes));
        foreach (ReadOnlyMemory<byte> key in RevealedMacKeys)
            writer.Raw(key.Span);
    }

    /// <summary>What was just read: so many bytes before this place.</summary>
    private static ReadOnlyMemory<byte> Last(int length, int position, ReadOnlyMemory<byte> message) =>
        message.Slice(position - length, length);

    // the body up to the bytes of the ciphertext
    private void WriteHead(WireWriter writer) =>
        writer.Byte((byte)Flags).Int(SenderKeyId).Int(RecipientKeyId).Data(NextKey.Value)
            .Int((uint)(Counter >> 32)).Int((uint)Counter).Int((uint)Ciphertext.Length);

    private byte[] ComputeMac(ReadOnlySpan<byte> macKey)
    {
        using var head = new WireWriter(HeadBytes);
        WriteHeader(head);
        WriteHead(head);
        using RunningMac mac = Sha1.StartMac(macKey);
        mac.Append(head.Written);
        mac.Append(Ciphertext.Span);
        return mac.Finish();
    }
}
