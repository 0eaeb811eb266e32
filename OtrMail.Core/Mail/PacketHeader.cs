using OtrMail.Core.Primitives;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Mail;

/// <summary>The clear header of a packet (docs/PROTOCOL.md, section 5).</summary>
public sealed class PacketHeader
{
    private const ushort Version = 1;

    private readonly byte[] _bytes;

    private PacketHeader(byte[] bytes, PacketType type, byte[] sessionId, uint senderKeyId, uint recipientKeyId)
    {
        _bytes = bytes;
        Type = type;
        SessionId = sessionId;
        SenderKeyId = senderKeyId;
        RecipientKeyId = recipientKeyId;
        Hash = Label.Hash(Labels.Header, bytes);
    }

    /// <summary>The four bytes with which every packet begins.</summary>
    public static ReadOnlySpan<byte> Magic => "OTRM"u8;

    /// <summary>Which message it is.</summary>
    public PacketType Type { get; }

    /// <summary>The session, 16 bytes.</summary>
    public byte[] SessionId { get; }

    /// <summary>The sender's ratchet key; 0 in a First.</summary>
    public uint SenderKeyId { get; }

    /// <summary>The recipient's ratchet key; in a First his prekey's ID.</summary>
    public uint RecipientKeyId { get; }

    /// <summary>The encoding.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Label hash of the encoding, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Hash { get; }

    /// <summary>X-Wing ciphertext of a First (1120 bytes), else ML-KEM ciphertext (1088 bytes).</summary>
    public ReadOnlySpan<byte> KemCiphertext => _bytes.AsSpan(FixedBytes, KemBytes(Type));

    /// <summary>y1 in a Reply (32 bytes), else empty.</summary>
    public ReadOnlySpan<byte> ReplyKey => _bytes.AsSpan(FixedBytes + KemBytes(Type));

    private static int FixedBytes => 4 + 2 + 1 + MailLimits.SessionIdBytes + 4 + 4;

    /// <summary>Makes a header.</summary>
    /// <param name="type">Which message.</param>
    /// <param name="sessionId">16 bytes.</param>
    /// <param name="senderKeyId">The sender's key ID.</param>
    /// <param name="recipientKeyId">The recipient's key ID, or the prekey's.</param>
    /// <param name="kemCiphertext">As long as the type demands.</param>
    /// <param name="replyKey">y1 in a Reply, else empty.</param>
    public static PacketHeader Make(
        PacketType type,
        byte[] sessionId,
        uint senderKeyId,
        uint recipientKeyId,
        ReadOnlySpan<byte> kemCiphertext,
        ReadOnlySpan<byte> replyKey)
    {
        using var writer = new WireWriter(1280);
        writer.Raw(Magic).Short(Version).Byte((byte)type).Raw(sessionId).Int(senderKeyId).Int(recipientKeyId)
            .Raw(kemCiphertext).Raw(replyKey);
        var reader = new WireReader(writer.Written);
        return Read(ref reader, out _) ?? throw new ArgumentException("these parts do not make a valid header");
    }

    /// <summary>Reads a header, or says why there is none.</summary>
    internal static PacketHeader? Read(ref WireReader reader, out MailFault fault)
    {
        fault = MailFault.Malformed;
        using var copy = new WireWriter(1280);
        reader.Require(reader.Raw(4).SequenceEqual(Magic));
        ushort version = reader.Short();
        if (reader.Ok && version != Version)
        {
            fault = MailFault.UnsupportedVersion;
            return null;
        }

        byte type = reader.Byte();
        reader.Require((PacketType)type is PacketType.First or PacketType.Reply or PacketType.Data);
        ReadOnlySpan<byte> sessionId = reader.Raw(MailLimits.SessionIdBytes);
        uint senderKeyId = reader.Int();
        uint recipientKeyId = reader.Int();
        reader.Require(AreValid((PacketType)type, senderKeyId, recipientKeyId));
        ReadOnlySpan<byte> kem = reader.Raw(KemBytes((PacketType)type));
        ReadOnlySpan<byte> replyKey = reader.Raw(ReplyKeyBytes((PacketType)type));
        if (!reader.Ok)
            return null;
        copy.Raw(Magic).Short(version).Byte(type).Raw(sessionId).Int(senderKeyId).Int(recipientKeyId).Raw(kem).Raw(replyKey);
        return new PacketHeader(copy.ToArray(), (PacketType)type, sessionId.ToArray(), senderKeyId, recipientKeyId);
    }

    private static bool AreValid(PacketType type, uint sender, uint recipient) => type switch
    {
        PacketType.First => sender == 0,
        PacketType.Reply => sender == 1 && recipient == 1,
        PacketType.Data => sender is >= 1 and < MaxKeyId && recipient is >= 2 and < MaxKeyId,
        _ => false,
    };

    private const uint MaxKeyId = Ratchet.KeyManagement<Ratchet.RatchetKeyPair, Ratchet.RatchetPublicKey>.MaxKeyId;

    private static int KemBytes(PacketType type) =>
        type == PacketType.First ? XWing.CiphertextBytes : MlKem768.CiphertextBytes;

    private static int ReplyKeyBytes(PacketType type) => type == PacketType.Reply ? X25519.KeyBytes : 0;
}
