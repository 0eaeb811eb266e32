using System.Text;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mime;
using OtrMail.Core.Wire;

namespace OtrMail.Fuzz.Targets;

/// <summary>Mail as it comes from anybody, and as it leaves.</summary>
internal static class MailTargets
{
    private static readonly string[] Words =
    [
        "\n", "\r\n", "\r", "\n\n", "\r\n\r\n", ": ", "--", "--b\n", "--b--\n", "From: a@example.org\n", "To: ", "Bcc: ", "Content-Type: ", "multipart/encrypted; protocol=\"application/otr-mail\"; boundary=b\n",
        "multipart/mixed; boundary=b\n", "message/rfc822\n", "application/otr-mail", "Content-Transfer-Encoding: base64\n", "quoted-printable", "OTRM", "T1RST", "name=x.otrmail", "; filename*=utf-8''a.otrmail", "=?utf-8?q?=0a?=", "OTR-Mail-Status: ",
        "OTR-Mail-Key: ", "-----BEGIN OTR-MAIL KEY BUNDLE-----", "-----END OTR-MAIL KEY BUNDLE-----", "From x\n", "\0", "(", ")", "<", ">", "\"", ";", ",", "group:", "=", "=3D", " ", "\t", "\u00c3\u00a9",
    ];

    public static IReadOnlyList<FuzzTarget> List { get; } =
    [
        new("mail", Incoming, IncomingSeeds, Words),
        new("status-header", Status, StatusSeeds, Words),
        new("outgoing-mail", Outgoing, () => Seeds.Samples, Words),
        new("key-header", Keys, KeySeeds, Words),
        new("terminal", Terminal, () => Seeds.Samples, "\u001b[2J", "\u009b", "\u00e2\u0080\u00ae", "\u00c2\u0085", "\a", "\b", "\u00ef\u00bb\u00bf", "\u00f3\u00a0\u0081\u00a1"),
    ];

    private static void Incoming(byte[] input)
    {
        bool found = PacketFinder.TryFind(input, out FoundPacket? packet, out MimeFault fault);
        FuzzException.Unless(found == (fault == MimeFault.None), "neither found nor a fault");
        FuzzException.Unless(!found || packet!.Packet.Span.StartsWith(PacketFinder.Magic), "found what is no packet");
        _ = packet?.OuterFrom;
        Arrival arrival = Arrival.Of(input);
        FuzzException.Unless(found == (arrival.Packet is not null), "two answers");
        if (!found)
            NoStatusButOurs(arrival.AsItCame().Mail, arrival.Fault is { } reason ? $"unreadable; reason={reason}" : null);
    }

    private static void Status(byte[] input)
    {
        ReadOnlyMemory<byte> rest = StatusHeader.Remove(input);
        FuzzException.Unless(StatusHeader.Remove(rest).Span.SequenceEqual(rest.Span), "something was left to remove");
        NoStatusButOurs(rest, null);
        byte[] rendered = DecryptedMail.Render(input, "authentic; x");
        NoStatusButOurs(rendered, "authentic; x");
        FuzzException.Unless(DecryptedMail.TakeStatusAway(rendered).Span.SequenceEqual(rest.Span), "the way back is another");
        NoStatusButOurs(StatusHeader.Put(input, "unreadable"), "unreadable");
    }

    private static void Outgoing(byte[] input)
    {
        if (!OutgoingMail.TryParse(input, out OutgoingMail? mail, out _))
            return;
        byte[] packet = Seeds.Vectors["python-data"].Bytes("packet");
        byte[] wrapped = OuterMail.Wrap(mail, packet, new Core.Tests.Mail.SeededRandom(1));
        FuzzException.Unless(PacketFinder.TryFind(wrapped, out FoundPacket? found, out _) && found.Packet.Span.SequenceEqual(packet), "the packet is not found again");
        OuterRecord record = OuterRecord.Of(mail);
        FuzzException.Unless(OuterRecord.TryDecode(record.Encode(), out _), "the record does not read");
        FuzzException.Unless(record.Compare(found!.Header!).Count == 0, "changed on no way at all");
        FuzzException.Unless(InnerSender.TryRead(mail.Inner.Memory, out Address? sender, out _) && sender.Equals(mail.From), "another sender inside");
        string outside = Encoding.Latin1.GetString(wrapped);
        FuzzException.Unless(!outside[..outside.IndexOf("\n--", StringComparison.Ordinal)].Contains("\nBcc:", StringComparison.OrdinalIgnoreCase), "Bcc outside");
    }

    private static void Keys(byte[] input)
    {
        foreach (string armour in KeyBundleFinder.Find(input))
            _ = Armour.TryRead(Armour.KeyBundle, armour, KeyBundle.MaxBytes, out _);
        if (HeaderBlock.TryParse(input, out HeaderBlock? header, out _))
        {
            foreach (string value in KeyHeader.Find(header))
                _ = Armour.TryBase64(value, KeyBundle.MaxBytes, out _);
        }

        byte[] put = KeyHeader.Put(input, "AAAA");
        FuzzException.Unless(HeaderBlock.TryParse(put, out header, out MimeFault fault) ? KeyHeader.Find(header) is ["AAAA", ..] : fault == MimeFault.TooLarge, "the key is not found again");
    }

    private static void Terminal(byte[] input)
    {
        foreach (string text in new[] { Encoding.UTF8.GetString(input), Encoding.Latin1.GetString(input) })
        {
            foreach (Rune rune in Printable.Of(text).EnumerateRunes())
                FuzzException.Unless(!Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator), $"U+{rune.Value:X4} reaches the terminal");
        }
    }

    /// <summary>No reader, of whatever kind, sees a status that says something and is not ours.</summary>
    private static void NoStatusButOurs(ReadOnlyMemory<byte> mail, string? ours)
    {
        List<string> atLf = StatusLines(mail.Span, ['\n']);
        FuzzException.Unless(atLf.Count == (ours is null ? 0 : 1) && atLf.TrueForAll(value => value == ours), "a spoofed status for who splits at LF");
        // for this one the header may have ended before ours
        FuzzException.Unless(StatusLines(mail.Span, ['\n', '\r']).TrueForAll(value => value == ours), "a spoofed status for who splits at CR");
        FuzzException.Unless(MimeKitStatus(mail).All(value => value == ours), "a spoofed status for MimeKit");
    }

    private static List<string> StatusLines(ReadOnlySpan<byte> mail, char[] lineEnds)
    {
        List<string> values = [];
        foreach (string line in Encoding.Latin1.GetString(mail).Replace("\r\n", "\n", StringComparison.Ordinal).Split(lineEnds))
        {
            if (line.Length == 0)
                break;
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line[0] is not (' ' or '\t') && line[..colon].TrimEnd().Equals(StatusHeader.Name, StringComparison.OrdinalIgnoreCase))
                values.Add(line[(colon + 1)..].Trim());
        }

        return values;
    }

    private static IEnumerable<string> MimeKitStatus(ReadOnlyMemory<byte> mail)
    {
        try
        {
            // a line without a colon is a field without a value to it
            return MimeKit.HeaderList.Load(new MemoryStream(mail.ToArray()))
                .Where(header => header.Field.Trim().Equals(StatusHeader.Name, StringComparison.OrdinalIgnoreCase) && header.Value.Trim().Length > 0)
                .Select(header => header.Value.Trim());
        }
        catch (FormatException)
        {
            return []; // it sees nothing at all
        }
    }

    private static IEnumerable<byte[]> IncomingSeeds() =>
        Seeds.Samples.Concat(Seeds.Wrapped().Take(12)).Append(Seeds.Vectors["python-first"].Bytes("packet"))
        .Append(Seeds.Text(Convert.ToBase64String(Seeds.Vectors["python-reply"].Bytes("packet")))).Concat(KeySeeds());

    private static IEnumerable<byte[]> StatusSeeds() =>
        Seeds.Samples.Append("OTR-Mail-Status: authentic\r\nFrom: a@b\r\n\r\nbody"u8.ToArray())
        .Append("From: a@b\rOTR-Mail-Status: x\n OTR-Mail-Status: y\n\nOTR-Mail-Status: body"u8.ToArray())
        .Append("From x y\nOTR-Mail-Status : x\n\n"u8.ToArray());

    private static IEnumerable<byte[]> KeySeeds()
    {
        byte[] bundle = Seeds.Vectors["python-first"].Bytes("recipientBundle");
        byte[] plain = Seeds.Text("From: alice@example.org\nTo: bob@example.org\nSubject: key\n\ntext\n");
        yield return KeyHeader.Put(plain, Convert.ToBase64String(bundle));
        yield return [.. plain, .. Seeds.Text(Armour.Write(Armour.KeyBundle, bundle))];
        yield return Seeds.Text("From: alice@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n" + Convert.ToBase64String(Seeds.Text(Armour.Write(Armour.KeyBundle, bundle))) + "\n--b--\n");
    }
}
