using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;

namespace OtrMail.Core.Tests.Mail;

/// <summary>What a recipient finds in his own mail when he takes it apart by hand.</summary>
internal static class Stolen
{
    /// <summary>The ratchet key announced in a First to this person.</summary>
    public static RatchetPublicKey AnnouncedKey(Person recipient, SealedMail first)
    {
        Packet packet = Outsider.Parse(first);
        using PostboxTransaction transaction = recipient.Postbox.Begin();
        using Prekey? prekey = transaction.Own.FindPrekey(packet.Header.RecipientKeyId);
        using SecretBytes? secret = XWing.Decapsulate(prekey!.Seed, packet.Header.KemCiphertext);
        using MessageKeys keys = MailSuite.Default.Derive(
            secret!.Span,
            [],
            new MessageContext(1, packet.Header.Hash, default, recipient.Fingerprint.Bytes, default, prekey.Hash));
        byte[] plaintext = new byte[packet.Ciphertext.Length];
        using var cipher = AesCtr.FromZero(keys.EncryptionKey.Span);
        cipher.Apply(packet.Ciphertext.Span, plaintext);
        Assert.True(Plaintext.TryDecode(plaintext, MailLimits.Default, out Plaintext? read));
        return read.NextKey;
    }
}
