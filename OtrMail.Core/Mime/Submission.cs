using System.Diagnostics.CodeAnalysis;
using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Streams;
using OtrMail.Ring;

namespace OtrMail.Core.Mime;

/// <summary>
/// A mail of any length that was handed over to be sent: one to be protected, or one that is OTR-Mail already and goes out as it is.
/// </summary>
public sealed class Submission : IDisposable
{
    private readonly HeaderBlock _header;
    private readonly MailBytes _mail;
    private readonly int _body;

    private Submission(HeaderBlock header, MailBytes mail, int body, Address from, IReadOnlyList<Address> recipients, string key)
    {
        _header = header;
        _mail = mail;
        _body = body;
        From = from;
        Recipients = recipients;
        Key = key;
    }

    /// <summary>The mail to be protected; null when it is OTR-Mail already.</summary>
    public OutgoingMail? Outgoing { get; private init; }

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

    /// <summary>
    /// Reads it from a stream, in bounded memory; nothing plain of it touches the disk. Refused is what
    /// <see cref="OutgoingMail.TryParse"/> refuses, other than OTR-Mail that is a whole mail and not a bare
    /// packet; and what says that it is OTR-Mail and holds no packet (NotOtrMail).
    /// </summary>
    /// <param name="input">The mail, read to its end, or to where it is clear that it is refused.</param>
    /// <param name="spool">Where a long one goes.</param>
    /// <param name="complete">
    /// Adds to a mail to be protected what its header lacks; gets all of the mail, or a front of it with the whole header. Status
    /// fields (<see cref="StatusHeader"/>) are taken out before.
    /// </param>
    /// <param name="submission">The mail; the caller disposes it.</param>
    /// <param name="fault">Why there is none.</param>
    /// <param name="limits">Its limits.</param>
    /// <exception cref="IOException">The stream or the disk failed.</exception>
    public static bool TryRead(
        Stream input,
        SpoolOptions spool,
        Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> complete,
        [NotNullWhen(true)] out Submission? submission,
        out MimeFault fault,
        MimeLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(spool);
        ArgumentNullException.ThrowIfNull(complete);
        limits ??= MimeLimits.Default;
        submission = null;
        ReadOnlyMemory<byte> front = StreamFront.Read(input, Math.Min(spool.MemoryBytes, limits.MaxMailBytes), out bool isAll);
        long left = limits.MaxMailBytes - front.Length;
        fault = MimeFault.TooLarge;
        if (left < 0)
            return false;
        fault = MimeFault.AlreadyEncrypted;
        if (PacketFinder.IsBare(front.Span))
            return false;
        if (HeaderBlock.TryParse(front, out HeaderBlock? header, out _, limits) && ContentInfo.Of(header).IsOtrMail)
            return TryReadEncrypted(header, front, isAll ? Stream.Null : input, left, spool, out submission, out fault, limits);
        front = complete(StatusHeader.Remove(front));
        bool isRead = isAll
            ? OutgoingMail.TryParse(front, out OutgoingMail? mail, out fault, limits)
            : OutgoingMail.TryRead(front, input, left, spool, out mail, out fault, limits);
        return isRead && TryTake(mail!, out submission, out fault);
    }

    /// <summary>Bytes of the mail, without Bcc.</summary>
    public long Length => AsItIs().Length;

    /// <summary>The mail without Bcc and mbox line, every other byte as it came.</summary>
    public RenderedMail AsItIs() => RenderedMail.Of(_header.BlockWithout("Bcc", "Resent-Bcc"), _mail, _body);

    /// <summary>The mail for its sender's own folder: Bcc included, the mbox line not.</summary>
    public RenderedMail ForSender() => RenderedMail.Of(_header.BlockWithout(), _mail, _body);

    /// <summary>Lets go of a long mail.</summary>
    public void Dispose() => _mail.Dispose();

    private static bool TryTake(OutgoingMail mail, [NotNullWhen(true)] out Submission? submission, out MimeFault fault)
    {
        submission = null;
        if (!ResentBlock.TryReadRecipients(mail.Header, out IReadOnlyList<Address>? others, out fault))
        {
            mail.Dispose();
            return false;
        }

        submission = new Submission(mail.Header, mail.Inner, mail.InnerBody, mail.From, others ?? mail.Recipients, KeyOf(mail)) { Outgoing = mail };
        return true;
    }

    private static bool TryReadEncrypted(
        HeaderBlock header,
        ReadOnlyMemory<byte> front,
        Stream input,
        long left,
        SpoolOptions spool,
        [NotNullWhen(true)] out Submission? submission,
        out MimeFault fault,
        MimeLimits limits)
    {
        submission = null;
        List<Address> recipients = [];
        // the block alone: the rest of a long mail goes to where it is sealed
        if (!HeaderBlock.TryParse(header.Raw.ToArray(), out HeaderBlock? block, out fault, limits)
            || AddressReader.ReadSender(block, out fault) is not { } from
            || !AddressReader.TryRead(block, "To", recipients, out fault)
            || !AddressReader.TryRead(block, "Cc", recipients, out fault)
            || !AddressReader.TryRead(block, "Bcc", recipients, out fault)
            || !ResentBlock.TryReadRecipients(block, out IReadOnlyList<Address>? resent, out fault))
            return false;
        fault = MimeFault.TooLarge;
        using var writer = new MailWriter(spool);
        using var hash = new Sha256();
        using var reader = new PacketReader(limits, spool);
        if (!StreamFront.TryCopy(front, input, left + front.Length, writer, new SpanStream(hash.Append), reader)
            || !EncryptedPassage.HoldsPacket(reader, limits, out fault))
            return false;
        submission = new Submission(
            block, writer.Complete(), header.BodyOffset, from, resent ?? [.. recipients.Distinct()], Convert.ToHexStringLower(hash.Finish()));
        return true;
    }

    private static string KeyOf(OutgoingMail mail)
    {
        string resent = mail.Header.First("Resent-Message-ID")?.Value ?? "";
        return Convert.ToHexStringLower(Sha256.HashData(Encoding.UTF8.GetBytes($"{mail.MessageId}\0{resent}\0{mail.From}")));
    }
}
