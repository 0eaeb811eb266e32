using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using OtrMail.Core.Keys;

namespace OtrMail.Core.Mime;

/// <summary>A mail that was handed over to be sent: one to be protected, or one that is OTR-Mail already and goes out as it is.</summary>
public sealed class Submission
{
    private Submission(OutgoingMail? outgoing, Address from, IReadOnlyList<Address> recipients, HeaderBlock header, string key)
    {
        Outgoing = outgoing;
        From = from;
        Recipients = recipients;
        Header = header;
        Key = key;
    }

    /// <summary>The mail to be protected; null when it is OTR-Mail already.</summary>
    public OutgoingMail? Outgoing { get; }

    /// <summary>Its one sender.</summary>
    public Address From { get; }

    /// <summary>
    /// Who its To, Cc and Bcc name, each once; of a mail that is sent on, who Resent-To, Resent-Cc and Resent-Bcc name
    /// (<see cref="ResentBlock"/>). May be empty.
    /// </summary>
    public IReadOnlyList<Address> Recipients { get; }

    /// <summary>
    /// What makes a second call the same: 64 hexadecimal digits over the Message-ID (and the one of a mail that is sent on,
    /// RFC 5322 section 3.6.6) and the sender; over all bytes of what is OTR-Mail already, since the mails for several recipients, and
    /// those that are sent again, share their Message-ID.
    /// </summary>
    public string Key { get; }

    private HeaderBlock Header { get; }

    /// <summary>Reads it. Refused is what <see cref="OutgoingMail.TryParse"/> refuses, other than OTR-Mail that is a whole mail and not a bare packet.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> raw, [NotNullWhen(true)] out Submission? submission, out MimeFault fault, MimeLimits? limits = null)
    {
        submission = null;
        if (OutgoingMail.TryParse(raw, out OutgoingMail? mail, out fault, limits))
        {
            if (!ResentBlock.TryReadRecipients(mail.Header, out IReadOnlyList<Address>? others, out fault))
                return false;
            submission = new Submission(mail, mail.From, others ?? mail.Recipients, mail.Header, KeyOf(mail));
            return true;
        }

        if (fault != MimeFault.AlreadyEncrypted || PacketFinder.IsBare(raw.Span))
            return false;
        if (!HeaderBlock.TryParse(raw, out HeaderBlock? header, out fault, limits))
            return false;
        List<Address> recipients = [];
        if (AddressReader.ReadSender(header, out fault) is not { } from
            || !AddressReader.TryRead(header, "To", recipients, out fault)
            || !AddressReader.TryRead(header, "Cc", recipients, out fault)
            || !AddressReader.TryRead(header, "Bcc", recipients, out fault)
            || !ResentBlock.TryReadRecipients(header, out IReadOnlyList<Address>? resent, out fault))
            return false;
        submission = new Submission(null, from, resent ?? [.. recipients.Distinct()], header, Convert.ToHexStringLower(SHA256.HashData(raw.Span)));
        return true;
    }

    /// <summary>The mail without Bcc and mbox line, every other byte as it came.</summary>
    public ReadOnlyMemory<byte> AsItIs() => Header.Without("Bcc", "Resent-Bcc");

    /// <summary>The mail for its sender's own folder: Bcc included, the mbox line not.</summary>
    public ReadOnlyMemory<byte> ForSender() => Header.Without();

    private static string KeyOf(OutgoingMail mail)
    {
        string resent = mail.Header.First("Resent-Message-ID")?.Value ?? "";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{mail.MessageId}\0{resent}\0{mail.From}")));
    }
}
