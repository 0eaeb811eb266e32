using OtrMail.Core.Keys;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Wire;
using SignatureRing = OtrMail.Ring.Ring;

namespace OtrMail.Core.Mail;

/// <summary>
/// What the signatures of a First and a Reply cover (docs/PROTOCOL.md, section 7): keys and Diffie-Hellman values,
/// never what was said.
/// </summary>
internal static class Signed
{
    /// <summary>The message of a First's ring signature.</summary>
    public static byte[] First(PacketHeader header, KeyBundle sender, RatchetPublicKey firstKey)
    {
        using var writer = new WireWriter(2048);
        return writer.Raw(Label.Bytes(Labels.First)).Data(header.Hash.Span).Data(sender.IdentityFingerprint.Bytes.Span)
            .Data(sender.Hash.Span).Data(firstKey.Bytes.Span).ToArray();
    }

    /// <summary>The ring of a First: {sender's signing key, recipient's identity key}.</summary>
    public static SignatureRing? FirstRing(KeyBundle sender, KeyBundle recipient) =>
        SignatureRing.TryCreate([sender.Signing, recipient.Identity], out SignatureRing? ring) ? ring : null;

    /// <summary>The message of a Reply's signature.</summary>
    public static byte[] Reply(
        KeyBundle sender, byte[] sessionId, ReadOnlySpan<byte> replyKey, RatchetPublicKey firstKey, RatchetPublicKey announced)
    {
        using var writer = new WireWriter(512);
        return writer.Raw(Label.Bytes(Labels.Reply)).Data(sender.IdentityFingerprint.Bytes.Span)
            .Data(sender.SigningFingerprint.Bytes.Span).Data(sessionId).Data(replyKey)
            .Data(firstKey.Hash.Span).Data(announced.Hash.Span).ToArray();
    }
}
