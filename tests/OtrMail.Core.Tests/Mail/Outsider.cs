using OtrMail.Core.Mail;
using OtrMail.Core.Ratchet;

namespace OtrMail.Core.Tests.Mail;

/// <summary>What anybody can do who has only seen packets go by.</summary>
internal static class Outsider
{
    public static Packet Parse(byte[] packet)
    {
        Assert.True(Packet.TryParse(packet, MailLimits.Default, out Packet? parsed, out MailFault fault), fault.ToString());
        return parsed;
    }

    public static Packet Parse(SealedMail mail) => Parse(mail.Packet);

    /// <summary>The packet with one bit of its ciphertext changed and MACed anew under a MAC key that became public.</summary>
    public static byte[] Alter(byte[] packet, byte[] macKey, int bit = 0)
    {
        Packet parsed = Parse(packet);
        byte[] ciphertext = parsed.Ciphertext.ToArray();
        ciphertext[bit / 8 % ciphertext.Length] ^= (byte)(1 << (bit % 8));
        return Packet.Write(
            parsed.Header, ciphertext, parsed.RevealedMacKeys, parsed.PublishedKeys, MailSuite.Default, macKey);
    }

    /// <summary>Where the parts of a packet begin.</summary>
    public static (int Ciphertext, int Revealed, int Published, int Mac) Regions(byte[] packet)
    {
        Packet parsed = Parse(packet);
        int ciphertext = parsed.Header.Bytes.Length;
        int revealed = ciphertext + 4 + parsed.Ciphertext.Length;
        return (ciphertext, revealed, revealed + 4 + (32 * parsed.RevealedMacKeys.Count), packet.Length - 32);
    }

    /// <summary>The MAC key among those revealed in <paramref name="carrier"/> that verifies <paramref name="packet"/>.</summary>
    public static byte[] KeyFor(byte[] packet, SealedMail carrier) =>
        Parse(carrier).RevealedMacKeys.Single(key => Parse(packet).IsAuthenticUnder(MailSuite.Default, key));
}
