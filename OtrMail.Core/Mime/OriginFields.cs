using System.Buffers;
using System.Globalization;
using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Ring;

namespace OtrMail.Core.Mime;

/// <summary>The fields that every mail has, and that a mail program may leave to whoever sends it: From, Date, Message-ID.</summary>
public static class OriginFields
{
    private const int UniqueBytes = 16;

    /// <summary>
    /// The mail with those of the three fields that it has not, on top of its header block (after an mbox line), every other
    /// byte untouched. A mail that begins with a line that is no field is all body. The same memory when nothing is missing.
    /// </summary>
    /// <param name="mail">What a mail program handed over.</param>
    /// <param name="from">Who sends it, if it does not say so.</param>
    /// <param name="name">His name, if known; only for a From that is added.</param>
    /// <param name="now">The date, Unix seconds.</param>
    /// <param name="random">For the Message-ID.</param>
    /// <param name="limits">Past them nothing is added: the mail is refused by whoever reads it next.</param>
    public static ReadOnlyMemory<byte> Complete(
        ReadOnlyMemory<byte> mail, Address from, string? name, long now, IRandomSource random, MimeLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(random);
        bool isAllBody = IsAllBody(mail.Span);
        if (!HeaderBlock.TryParse(isAllBody ? default : mail, out HeaderBlock? header, out _, limits))
            return mail;
        string lineEnd = HeaderBlock.FirstLineEnd(mail.Span).Length == 2 ? "\r\n" : "\n";
        var fields = new StringBuilder();
        if (header.First("From") is null)
            fields.Append(CultureInfo.InvariantCulture, $"From: {Mailbox(from, name)}{lineEnd}");
        if (header.First("Date") is null)
            fields.Append(CultureInfo.InvariantCulture, $"Date: {Date(now)}{lineEnd}");
        if (header.First("Message-ID") is null)
            fields.Append(CultureInfo.InvariantCulture, $"Message-ID: {NewMessageId(from, random)}{lineEnd}");
        if (fields.Length == 0)
            return mail;
        if (isAllBody || mail.Length == header.Envelope.Length)
            fields.Append(lineEnd);
        var output = new ArrayBufferWriter<byte>(mail.Length + fields.Length * 4);
        output.Write(mail.Span[..header.Envelope.Length]);
        output.Write(Encoding.UTF8.GetBytes(fields.ToString()));
        output.Write(mail.Span[header.Envelope.Length..]);
        return output.WrittenMemory;
    }

    /// <summary>A date as mails have it (RFC 5322 section 3.3), in universal time.</summary>
    public static string Date(long unixSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);

    /// <summary>A Message-ID that nobody else makes, with its angle brackets; it tells nothing but the sender's domain.</summary>
    public static string NewMessageId(Address from, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> unique = stackalloc byte[UniqueBytes];
        random.Fill(unique);
        return $"<{Convert.ToHexStringLower(unique)}@{from.Domain}>";
    }

    /// <summary>The first line, an mbox line apart, is neither a field nor the empty line that ends the header.</summary>
    private static bool IsAllBody(ReadOnlySpan<byte> mail)
    {
        var scanner = new HeaderScanner(mail);
        return scanner.MoveNext() && scanner.Kind == HeaderLineKind.Junk;
    }

    /// <summary>The address with its name: words of plain ASCII in quotes, others as one encoded word (RFC 2047).</summary>
    private static string Mailbox(Address address, string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return address.ToQuotedString();
        string shown = string.Concat(name.Where(c => !char.IsControl(c))).Trim();
        string phrase = shown.All(char.IsAscii)
            ? $"\"{shown.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : Encoding.ASCII.GetString(MimeKit.Utils.Rfc2047.EncodePhrase(Encoding.UTF8, shown)).ReplaceLineEndings("");
        return $"{phrase} <{address.ToQuotedString()}>";
    }
}
