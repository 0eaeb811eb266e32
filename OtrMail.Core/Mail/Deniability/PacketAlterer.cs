using OtrMail.Core.Ratchet;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Mail.Deniability;

/// <summary>
/// Puts another mail into a captured packet whose MAC key was revealed, without any secret: encryption is the exclusive-or
/// with a key stream, so ciphertext ⊕ old ⊕ new is the encryption of the new one (paper, 3.4), and with the MAC key it
/// verifies. Nobody can tell whether the old one was right: if not, what comes out verifies too, and decrypts to garbage.
/// </summary>
public static class PacketAlterer
{
    /// <summary>Alters a packet.</summary>
    /// <param name="captured">A First, Reply or Data.</param>
    /// <param name="macKey">Its revealed MAC key.</param>
    /// <param name="old">What is inside: the mail and its outer record.</param>
    /// <param name="replacement">
    /// What is to be inside. The padded length must stay, so its coded form together with its outer record may be longer
    /// or shorter only by what the padding has room for.
    /// </param>
    /// <param name="layout">Where that is.</param>
    /// <param name="fault">Why not.</param>
    /// <returns>The altered packet; null when there is none.</returns>
    public static byte[]? Alter(
        Packet captured,
        ReadOnlySpan<byte> macKey,
        MailContent old,
        MailContent replacement,
        KnownLayout layout,
        out AlterFault fault)
    {
        ArgumentNullException.ThrowIfNull(captured);
        ArgumentNullException.ThrowIfNull(layout);
        PacketType type = captured.Header.Type;
        fault = AlterFault.None;
        if (!captured.IsAuthenticUnder(MailSuite.Default, macKey))
            fault = AlterFault.WrongMacKey;
        else if (layout.Sender is null && (type != PacketType.Data || layout.CarriesBundle == true))
            fault = AlterFault.NeedsSender;
        if (fault != AlterFault.None)
            return null;

        int length = captured.Ciphertext.Length;
        byte[] oldTail = Tail(old);
        int[] offsets = [.. layout.Offsets(type).Where(offset => Padme.PaddedLength(offset + oldTail.Length) == length)];
        if (offsets is not [int at])
        {
            fault = offsets.Length == 0 ? AlterFault.OldDoesNotFit
                : type == PacketType.First ? AlterFault.RingUnclear : AlterFault.BundleUnclear;
            return null;
        }

        byte[] newTail = Tail(replacement);
        if (Padme.PaddedLength(at + newTail.Length) != length)
        {
            fault = AlterFault.NewDoesNotFit;
            return null;
        }

        byte[] ciphertext = captured.Ciphertext.ToArray();
        Xor(ciphertext.AsSpan(at), oldTail);
        Xor(ciphertext.AsSpan(at), newTail); // the padding behind is zeros
        return Packet.Write(
            captured.Header, ciphertext, captured.RevealedMacKeys, captured.PublishedKeys, MailSuite.Default, macKey);
    }

    /// <summary>The plaintext from the outer record on, without its padding.</summary>
    private static byte[] Tail(MailContent content)
    {
        using var writer = new WireWriter(content.OuterRecord.Length + (int)content.Mail.Length + 64);
        return writer.Data(content.OuterRecord.Span).Raw(BodyCoding.Encode(content.Mail.Span)).ToArray();
    }

    private static void Xor(Span<byte> target, byte[] other)
    {
        for (int i = 0; i < other.Length; i++)
            target[i] ^= other[i];
    }
}
