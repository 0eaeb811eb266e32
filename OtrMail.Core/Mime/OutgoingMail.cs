using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Keys;

namespace OtrMail.Core.Mime;

/// <summary>
/// A mail on its way out: who sent it, to whom it goes, and the bytes to protect. It is read, never rewritten.
/// </summary>
public sealed class OutgoingMail
{
    private OutgoingMail(HeaderBlock header, Address from, List<Address>[] recipients, ReadOnlyMemory<byte> inner)
    {
        Header = header;
        From = from;
        To = [.. recipients[0].Distinct()];
        Cc = [.. recipients[1].Distinct()];
        Bcc = [.. recipients[2].Distinct()];
        Recipients = [.. To.Concat(Cc).Concat(Bcc).Distinct()];
        MessageId = header.First("Message-ID")?.Value is { Length: > 0 } id ? id : null;
        Inner = inner;
    }

    /// <summary>The header block as it came in, Bcc included.</summary>
    public HeaderBlock Header { get; }

    /// <summary>The one sender.</summary>
    public Address From { get; }

    /// <summary>Addresses of the To fields, groups expanded, each once.</summary>
    public IReadOnlyList<Address> To { get; }

    /// <summary>Addresses of the Cc fields, each once.</summary>
    public IReadOnlyList<Address> Cc { get; }

    /// <summary>Addresses of the Bcc fields, each once.</summary>
    public IReadOnlyList<Address> Bcc { get; }

    /// <summary>To, Cc and Bcc together, each address once, in order of first appearance. May be empty.</summary>
    public IReadOnlyList<Address> Recipients { get; }

    /// <summary>The unfolded Message-ID; null when there is none.</summary>
    public string? MessageId { get; }

    /// <summary>
    /// What gets encrypted: the whole original as the very bytes that came in, with only the Bcc and Resent-Bcc fields
    /// taken out, and an mbox <c>From </c> line, which is envelope and not mail.
    /// </summary>
    public ReadOnlyMemory<byte> Inner { get; }

    /// <summary>
    /// Reads a mail to be sent. Refused: no or several senders, anything in From, To, Cc or Bcc that is no address, a
    /// header block that readers understand differently (<see cref="HeaderBlock.IsStrict"/>; it could carry a hidden
    /// Bcc), one past the limits, and what is an OTR-Mail message already.
    /// </summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> raw,
        [NotNullWhen(true)] out OutgoingMail? mail,
        out MimeFault fault,
        MimeLimits? limits = null)
    {
        mail = null;
        limits ??= MimeLimits.Default;
        fault = MimeFault.TooLarge;
        if (raw.Length > limits.MaxMailBytes)
            return false;
        fault = MimeFault.AlreadyEncrypted;
        if (PacketFinder.IsBare(raw.Span) || !HeaderBlock.TryParse(raw, out HeaderBlock? header, out fault, limits))
            return false;
        fault = MimeFault.AlreadyEncrypted;
        if (ContentInfo.Of(header).IsOtrMail)
            return false;
        fault = MimeFault.Malformed;
        if (!header.IsStrict)
            return false;
        if (AddressReader.ReadSender(header, out fault) is not { } from)
            return false;
        List<Address>[] recipients = [[], [], []];
        if (!AddressReader.TryRead(header, "To", recipients[0], out fault)
            || !AddressReader.TryRead(header, "Cc", recipients[1], out fault)
            || !AddressReader.TryRead(header, "Bcc", recipients[2], out fault))
            return false;
        mail = new OutgoingMail(header, from, recipients, header.Without("Bcc", "Resent-Bcc"));
        return true;
    }
}
