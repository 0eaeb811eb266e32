using OtrMail.Core.Keys;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Ring;
using SignatureRing = OtrMail.Ring.Ring;

namespace OtrMail.Core.Mail;

/// <summary>
/// The steps of making a packet that need no state: whoever has the keys takes the very same ones, sender or forger.
/// </summary>
internal static class Making
{
    /// <summary>Header, ciphertext, revealed MAC keys and MAC beside the plaintext have this place in the limit.</summary>
    private const int ClearBytes = 16 * 1024;

    /// <summary>Encapsulates to a prekey; null when it is no valid one.</summary>
    public static PacketHeader? FirstHeader(
        MailSuite suite, byte[] sessionId, KeyBundle recipient, IRandomSource random, out MessageKeys? keys)
    {
        keys = null;
        Span<byte> kemCiphertext = stackalloc byte[XWing.CiphertextBytes];
        using SecretBytes? secret = XWing.Encapsulate(recipient.Prekey.Span, kemCiphertext, random);
        if (secret is null)
            return null;
        PacketHeader header = PacketHeader.Make(PacketType.First, sessionId, 0, recipient.PrekeyId, kemCiphertext, []);
        var binding = new MessageContext(
            (byte)PacketType.First, header.Hash, default, recipient.IdentityFingerprint.Bytes, default, recipient.PrekeyHash);
        keys = suite.Derive(secret.Span, [], binding);
        return header;
    }

    /// <summary>The ring signature of a First, by either member of the ring.</summary>
    public static byte[] SignFirst(
        PacketHeader header,
        KeyBundle sender,
        KeyBundle recipient,
        RatchetPublicKey firstKey,
        RsaPrivateKey member,
        IRandomSource random)
    {
        SignatureRing ring = Signed.FirstRing(sender, recipient)
            ?? throw new InvalidOperationException("the recipient's identity key is the sender's signing key");
        return RingSigner.Sign(ring, Signed.First(header, sender, firstKey), member, random);
    }

    /// <summary>The packet of a plaintext, ready to be encrypted; null when it is too large.</summary>
    public static SealedPacket? Finish(
        Plaintext plaintext,
        PacketHeader header,
        MessageKeys keys,
        MailSuite suite,
        MailLimits limits,
        Func<(IReadOnlyList<byte[]> MacKeys, IReadOnlyList<PublishedKey> SigningKeys)> reveal)
    {
        EncodedPlaintext encoded = plaintext.Encode();
        if (encoded.Length + ClearBytes > limits.PacketBytes)
        {
            encoded.Dispose();
            return null;
        }

        (IReadOnlyList<byte[]> macKeys, IReadOnlyList<PublishedKey> signingKeys) = reveal();
        return new SealedPacket(header, encoded, Packet.ClearParts(macKeys, signingKeys), suite, keys);
    }
}
