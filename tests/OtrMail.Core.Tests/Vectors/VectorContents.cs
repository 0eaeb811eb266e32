using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Vectors;

/// <summary>Opens a vector's packet by hand, with the keys and nothing else.</summary>
internal static class VectorContents
{
    private static readonly MailSuite Suite = MailSuite.Default;

    public static (Plaintext Plaintext, string MacKey) Open(
        Packet packet, byte[] recipientIdentity, byte[] senderIdentity, byte[] recipientKey, byte[] senderKey)
    {
        using MessageKeys keys = Derive(packet.Header, Of(recipientIdentity), senderIdentity, recipientKey, senderKey);
        Assert.True(packet.IsAuthenticUnder(Suite, keys.MacKey.Span));
        byte[] plaintext = new byte[packet.Ciphertext.Length];
        using var cipher = AesCtr.FromZero(keys.EncryptionKey.Span);
        cipher.Apply(packet.Ciphertext.Span, plaintext);
        Assert.True(Plaintext.TryDecode(plaintext, MailLimits.Default, out Plaintext? read));
        return (read, Convert.ToHexStringLower(keys.MacKey.Span));
    }

    /// <summary>The keys of a vector's packet.</summary>
    public static MessageKeys Derive(Packet packet, MailVector vector) => Derive(
        packet.Header,
        Of(vector.Bytes("recipientIdentity")),
        vector.Bytes("senderIdentity"),
        vector.Bytes("recipientKey"),
        vector.Bytes("senderKey"));

    private static MessageKeys Derive(
        PacketHeader header, byte[] recipient, byte[] senderIdentity, byte[] recipientKey, byte[] senderKey)
    {
        if (header.Type == PacketType.First)
        {
            using Prekey prekey = Prekey.FromSeed(recipientKey, new PrekeyDates(1, 2));
            using SecretBytes? secret = XWing.Decapsulate(prekey.Seed, header.KemCiphertext);
            return Suite.Derive(
                secret!.Span, [], new MessageContext(1, header.Hash, default, recipient, default, prekey.Hash));
        }

        using RatchetKeyPair own = RatchetKeyPair.FromSecret(recipientKey);
        byte[] peerBytes = header.Type == PacketType.Reply ? header.ReplyKey.ToArray() : senderKey;
        Assert.True(RatchetPublicKey.TryRead(peerBytes, out RatchetPublicKey? peer));
        using SecretBytes kem = MlKem768.Decapsulate(own.KemSeed, header.KemCiphertext);
        using SecretBytes? dh = X25519.Agree(own.DhPrivate, peer.Dh);
        return Suite.Derive(kem.Span, dh!.Span, new MessageContext(
            (byte)header.Type, header.Hash, Of(senderIdentity), recipient, peer.Hash, own.Public.Hash));
    }

    private static byte[] Of(byte[] modulus) =>
        RsaPublicKey.TryImport(modulus, out RsaPublicKey? key) ? key.Fingerprint : throw new FormatException();
}
