using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Mime;

/// <summary>A mail that came in, looked at without keys or lock: what is OTR-Mail in it.</summary>
public sealed class Arrival
{
    private Arrival(ReadOnlyMemory<byte> mail, FoundPacket? packet, MailFault? fault, KeyBundle? bundle, Address? from)
    {
        Mail = mail;
        Packet = packet;
        Fault = fault;
        Bundle = bundle;
        BundleFrom = from;
    }

    /// <summary>The mail as it came.</summary>
    public ReadOnlyMemory<byte> Mail { get; }

    /// <summary>Its packet; null for other mail.</summary>
    public FoundPacket? Packet { get; }

    /// <summary>What is wrong with a mail that says it is OTR-Mail and has no packet that can be taken.</summary>
    public MailFault? Fault { get; }

    /// <summary>The key bundle of a plain mail's sender.</summary>
    public KeyBundle? Bundle { get; }

    /// <summary>Whether keys or contacts are needed to go on; otherwise <see cref="AsItCame"/> is all there is to say.</summary>
    public bool NeedsStore => Packet is not null || Bundle is not null;

    /// <summary>The From that the bundle lists.</summary>
    internal Address? BundleFrom { get; }

    /// <summary>Looks at a mail.</summary>
    public static Arrival Of(ReadOnlyMemory<byte> mail, MimeLimits? limits = null)
    {
        limits ??= MimeLimits.Default;
        if (PacketFinder.TryFind(mail, out FoundPacket? packet, out MimeFault fault, limits))
            return new Arrival(mail, packet, null, null, null);
        if (fault != MimeFault.NotOtrMail)
            return new Arrival(mail, null, fault == MimeFault.TooLarge ? MailFault.TooLarge : MailFault.Malformed, null, null);
        (KeyBundle? bundle, Address? from) = SendersBundle(mail, limits);
        return new Arrival(mail, null, null, bundle, from);
    }

    /// <summary>What is put out without the store: the mail as it came, under a status line if it is damaged OTR-Mail.</summary>
    public Delivery AsItCame() => Fault is { } fault
        ? new Delivery(DeliveryKind.Unreadable, Unreadable(Mail, fault)) { Refusal = new Refusal(fault) }
        : new Delivery(DeliveryKind.Passed, StatusHeader.Remove(Mail));

    /// <summary>A mail as it came, under a status line that says why it could not be read.</summary>
    public static byte[] Unreadable(ReadOnlyMemory<byte> mail, MailFault fault) => StatusHeader.Put(mail, $"unreadable; reason={fault}");

    private static (KeyBundle? Bundle, Address? From) SendersBundle(ReadOnlyMemory<byte> mail, MimeLimits limits)
    {
        if (!HeaderBlock.TryParse(mail, out HeaderBlock? header, out _, limits) || !header.IsStrict
            || AddressReader.ReadSender(header, out _) is not { } from)
            return (null, null);
        foreach (byte[] bytes in Candidates(mail, header, limits))
        {
            if (KeyBundle.TryRead(bytes, out KeyBundle? bundle) && bundle.Addresses.Contains(from))
                return (bundle, from);
        }

        return (null, null);
    }

    private static IEnumerable<byte[]> Candidates(ReadOnlyMemory<byte> mail, HeaderBlock header, MimeLimits limits)
    {
        foreach (string base64 in KeyHeader.Find(header))
        {
            if (Armour.TryBase64(base64, KeyBundle.MaxBytes, out byte[]? bytes))
                yield return bytes;
        }

        foreach (string armour in KeyBundleFinder.Find(mail, limits))
        {
            if (Armour.TryRead(Armour.KeyBundle, armour, KeyBundle.MaxBytes, out byte[]? bytes))
                yield return bytes;
        }
    }
}
