using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Streams;

namespace OtrMail.Core.Mime;

/// <summary>
/// A mail on its way out: who sent it, to whom it goes, and the bytes to protect. It is read, never rewritten.
/// </summary>
public sealed class OutgoingMail : IDisposable
{
    private OutgoingMail(HeaderBlock header, Parties parties, MailBytes inner, int innerBody)
    {
        Header = header;
        List<Address>[] recipients = parties.Recipients;
        From = parties.From;
        To = [.. recipients[0].Distinct()];
        Cc = [.. recipients[1].Distinct()];
        Bcc = [.. recipients[2].Distinct()];
        Recipients = [.. To.Concat(Cc).Concat(Bcc).Distinct()];
        MessageId = header.First("Message-ID")?.Value is { Length: > 0 } id ? id : null;
        Inner = inner;
        InnerBody = innerBody;
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
    public MailBytes Inner { get; }

    /// <summary>Where in <see cref="Inner"/> the body begins.</summary>
    internal int InnerBody { get; }

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
        if (!TryRead(header, out Parties parties, out fault))
            return false;
        ReadOnlyMemory<byte> inner = header.Without("Bcc", "Resent-Bcc");
        mail = new OutgoingMail(header, parties, inner, inner.Length - (raw.Length - header.BodyOffset));
        return true;
    }

    /// <summary>
    /// Reads a mail of any length from a stream, as <see cref="TryParse"/> reads one that is there; nothing plain of it
    /// touches the disk.
    /// </summary>
    /// <param name="input">The mail, read to its end, or to where it is clear that it is refused.</param>
    /// <param name="spool">Where a long one goes.</param>
    /// <param name="mail">The mail; the caller disposes it.</param>
    /// <param name="fault">Why there is none.</param>
    /// <param name="limits">Its limits.</param>
    /// <param name="dropsStatus">Whether status fields (<see cref="StatusHeader"/>) are taken out first.</param>
    /// <exception cref="IOException">The stream or the disk failed.</exception>
    public static bool TryRead(
        Stream input,
        SpoolOptions spool,
        [NotNullWhen(true)] out OutgoingMail? mail,
        out MimeFault fault,
        MimeLimits? limits = null,
        bool dropsStatus = false)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(spool);
        limits ??= MimeLimits.Default;
        ReadOnlyMemory<byte> front = StreamFront.Read(input, Math.Min(spool.MemoryBytes, limits.MaxMailBytes), out bool isAll);
        long left = limits.MaxMailBytes - front.Length;
        front = dropsStatus ? StatusHeader.Remove(front) : front;
        return isAll || left < 0 ? TryParse(front, out mail, out fault, limits) : TryRead(front, input, left, spool, out mail, out fault, limits);
    }

    /// <summary>Reads a long mail whose front is in memory.</summary>
    /// <param name="front">Its first bytes: all of its header block, unless that is past the limit.</param>
    /// <param name="input">The rest.</param>
    /// <param name="left">Most bytes of the rest.</param>
    /// <param name="spool">Where it goes.</param>
    /// <param name="mail">The mail; the caller disposes it.</param>
    /// <param name="fault">Why there is none.</param>
    /// <param name="limits">Its limits.</param>
    internal static bool TryRead(
        ReadOnlyMemory<byte> front,
        Stream input,
        long left,
        SpoolOptions spool,
        [NotNullWhen(true)] out OutgoingMail? mail,
        out MimeFault fault,
        MimeLimits limits)
    {
        mail = null;
        fault = MimeFault.AlreadyEncrypted;
        if (PacketFinder.IsBare(front.Span) || !HeaderBlock.TryParse(front, out HeaderBlock? parsed, out fault, limits))
            return false;
        // the block alone: the rest goes to where it is sealed
        if (!HeaderBlock.TryParse(parsed.Raw.ToArray(), out HeaderBlock? header, out fault, limits)
            || !TryRead(header, out Parties parties, out fault))
            return false;
        using var writer = new MailWriter(spool);
        ReadOnlyMemory<byte> head = header.Without("Bcc", "Resent-Bcc");
        writer.Write(head.Span);
        writer.Write(front.Span[header.BodyOffset..]);
        fault = MimeFault.TooLarge;
        if (!StreamFront.TryCopy(input, writer, left))
            return false;
        fault = MimeFault.None;
        mail = new OutgoingMail(header, parties, writer.Complete(), head.Length);
        return true;
    }

    /// <summary>Lets go of a long mail.</summary>
    public void Dispose() => Inner.Dispose();

    private static bool TryRead(HeaderBlock header, out Parties parties, out MimeFault fault)
    {
        parties = default;
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
        parties = new Parties(from, recipients);
        return true;
    }

    private readonly record struct Parties(Address From, List<Address>[] Recipients);
}
