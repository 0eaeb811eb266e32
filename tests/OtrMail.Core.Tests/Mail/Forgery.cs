using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Ring;
using SignatureRing = OtrMail.Ring.Ring;

namespace OtrMail.Core.Tests.Mail;

/// <summary>
/// Makes packets as the protocol says, except for what a test sets wrong: what somebody with a changed program could
/// send.
/// </summary>
internal sealed record Forgery
{
    public required KeyBundle Recipient { get; init; }

    /// <summary>The bundle inside; null for none.</summary>
    public KeyBundle? Bundle { get; init; }

    /// <summary>Raw bytes instead of <see cref="Bundle"/>.</summary>
    public byte[]? BundleBytes { get; init; }

    /// <summary>The sender's identity as it enters key derivation.</summary>
    public required Fingerprint Sender { get; init; }

    /// <summary>Who signs.</summary>
    public RsaPrivateKey? Signing { get; init; }

    /// <summary>The ring; that of the protocol when null.</summary>
    public SignatureRing? Ring { get; init; }

    /// <summary>The sender's ratchet key: x1 in a First, y1 in a Reply, else key s.</summary>
    public required RatchetKeyPair Own { get; init; }

    /// <summary>What is announced; in a First that is <see cref="Own"/>.</summary>
    public RatchetPublicKey? Announced { get; init; }

    /// <summary>The recipient's ratchet key; not in a First.</summary>
    public RatchetPublicKey? Peer { get; init; }

    public byte[]? SessionId { get; init; }

    public uint SenderId { get; init; } = 1;

    public uint RecipientId { get; init; } = 1;

    public long Stamp { get; init; } = TestClock.Start;

    public required byte[] Mail { get; init; }

    /// <summary>Changes the finished plaintext before it is encrypted.</summary>
    public Func<byte[], byte[]> Mangle { get; init; } = plaintext => plaintext;

    /// <summary>Changes the finished signature.</summary>
    public Func<byte[], byte[]> MangleSignature { get; init; } = signature => signature;

    /// <summary>Where the next key stands in a plaintext.</summary>
    public const int NextKeyAt = 18;

    private static readonly MailSuite Suite = MailSuite.Default;

    private static readonly SeededRandom Random = new(99);

    public byte[] First()
    {
        byte[] kem = new byte[XWing.CiphertextBytes];
        using SecretBytes? secret = XWing.Encapsulate(Recipient.Prekey.Span, kem, Random);
        PacketHeader header = PacketHeader.Make(
            PacketType.First, SessionId ?? Own.Public.SessionId(), 0, Recipient.PrekeyId, kem, []);
        using MessageKeys keys = Suite.Derive(
            secret!.Span, [], new MessageContext(1, header.Hash, default, Recipient.IdentityFingerprint.Bytes, default, Recipient.PrekeyHash));
        byte[] signature = [];
        if (Signing is not null && Bundle is not null)
        {
            SignatureRing? ring = Ring ?? Signed.FirstRing(Bundle, Recipient);
            signature = RingSigner.Sign(ring!, Signed.First(header, Bundle, Announced ?? Own.Public), Signing, Random);
        }

        return Finish(header, keys, signature);
    }

    public byte[] Reply()
    {
        (PacketHeader header, MessageKeys keys) = ToRatchetKey(PacketType.Reply, Own.Public.Dh);
        using MessageKeys owned = keys;
        byte[] signature = Signing!.SignPss(
            Signed.Reply(Bundle!, header.SessionId, header.ReplyKey, Peer!, Announced!), Random);
        return Finish(header, keys, signature);
    }

    public byte[] Data()
    {
        (PacketHeader header, MessageKeys keys) = ToRatchetKey(PacketType.Data, []);
        using MessageKeys owned = keys;
        return Finish(header, keys, []);
    }

    private (PacketHeader Header, MessageKeys Keys) ToRatchetKey(PacketType type, ReadOnlySpan<byte> replyKey)
    {
        byte[] kem = new byte[MlKem768.CiphertextBytes];
        using SecretBytes kemSecret = MlKem768.Encapsulate(Peer!.Kem, kem, Random);
        using SecretBytes? dh = X25519.Agree(Own.DhPrivate, Peer.Dh);
        PacketHeader header = PacketHeader.Make(type, SessionId!, SenderId, RecipientId, kem, replyKey);
        return (header, Suite.Derive(
            kemSecret.Span,
            dh!.Span,
            new MessageContext(
                (byte)type, header.Hash, Sender.Bytes, Recipient.IdentityFingerprint.Bytes, Own.Public.Hash, Peer.Hash)));
    }

    private byte[] Finish(PacketHeader header, MessageKeys keys, byte[] signature)
    {
        var plaintext = new Plaintext
        {
            Stamp = Stamp,
            Echo = 0,
            NextKey = Announced ?? Own.Public,
            Bundle = BundleBytes ?? Bundle?.Bytes ?? default,
            Signature = MangleSignature(signature),
            Content = new MailContent(Mail, default),
        };
        using EncodedPlaintext encoded = plaintext.Encode();
        using var stream = new MemoryStream();
        encoded.WriteTo(stream);
        byte[] bytes = Mangle(stream.ToArray());
        using var cipher = AesCtr.FromZero(keys.EncryptionKey.Span, bytes.Length);
        cipher.Apply(bytes, bytes);
        return Packet.Write(header, bytes, [], [], Suite, keys.MacKey.Span);
    }
}
