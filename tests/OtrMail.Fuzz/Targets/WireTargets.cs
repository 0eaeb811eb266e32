using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Wire;

namespace OtrMail.Fuzz.Targets;

/// <summary>Binary encodings. All are strict: what is read encodes to the same bytes.</summary>
internal static class WireTargets
{
    private static readonly string[] AddressSeeds =
    [
        "alice@example.org", "\"quoted local\"@example.org", "a.b+c@sub.example.org", "user@bücher.example", "user@xn--bcher-kva.example", "user@[127.0.0.1]", "user@[IPv6:::1]", "δοκιμή@παράδειγμα.δοκιμή", "x@EXAMPLE.org.",
    ];

    public static IReadOnlyList<FuzzTarget> List { get; } =
    [
        new("packet", Packets, () => Seeds.Vectors.Values.Select(vector => vector.Bytes("packet")), "OTRM", "\0\u0001\u0003"),
        new("bundle", Bundles, BundleSeeds, "OTRB", "\0\u0001", "a@b", "xn--"),
        new("armour", Armours, ArmourSeeds, "-----BEGIN OTR-MAIL KEY BUNDLE-----", "-----END OTR-MAIL KEY BUNDLE-----", "=", "==", "\r\n", "A", "T1RSQg"),
        new("plaintext", Plaintexts, PlaintextSeeds, "\0", "\u0001", "\u0002\u004c\u0001", "\u0001\0\0\0\u0004"),
        new("body", Bodies, BodySeeds, "\0", "\u0001\0\0\0\u0001", "\u0002\u004c\u0001\0\0\0\u0003", "\u0002\u0004\u0002"),
        new("header-record", Records, RecordSeeds, "\u0001\u0001\0\0\0\u0001a", "[...]", " ", "\n"),
        new("address", Addresses, () => AddressSeeds.Select(Encoding.UTF8.GetBytes), "@", "xn--", ".", "\"", "\\", "é", "@[", "]", "ß", "İ", "。"),
        new("session", Sessions, SessionSeeds, "\0", "\u0001"),
    ];

    private static void Packets(byte[] input)
    {
        if (Packet.TryParse(input, MailLimits.Default, out Packet? packet, out _))
        {
            byte[] again = Packet.Write(packet.Header, packet.Ciphertext.Span, packet.RevealedMacKeys, packet.PublishedKeys, MailSuite.Default, new byte[32]);
            FuzzException.Unless(again.AsSpan(..^32).SequenceEqual(input.AsSpan(..^32)), "another encoding");
        }
    }

    private static void Bundles(byte[] input)
    {
        if (KeyBundle.TryRead(input, out KeyBundle? bundle))
            FuzzException.Unless(bundle.Bytes.Span.SequenceEqual(input) && bundle.Addresses.Count > 0, "another bundle");
    }

    private static void Armours(byte[] input)
    {
        if (Armour.TryRead(Armour.KeyBundle, Encoding.Latin1.GetString(input), KeyBundle.MaxBytes, out byte[]? bytes))
            FuzzException.Unless(Armour.TryRead(Armour.KeyBundle, Armour.Write(Armour.KeyBundle, bytes), KeyBundle.MaxBytes, out byte[]? again) && again.AsSpan().SequenceEqual(bytes), "another content");
        if (SealedText(input) is { } text)
            FuzzException.Unless(Armour.TryBase64(Convert.ToBase64String(text), KeyBundle.MaxBytes, out byte[]? same) && same.AsSpan().SequenceEqual(text), "base64 differs");
    }

    private static byte[]? SealedText(byte[] input) => input.Length is > 0 and <= KeyBundle.MaxBytes ? input : null;

    private static void Plaintexts(byte[] input)
    {
        if (!Plaintext.TryDecode(input, MailLimits.Default, out Plaintext? plaintext))
            return;
        // the folding of the mail is the writer's choice: the content is the same, not the bytes
        using EncodedPlaintext encoded = plaintext.Encode();
        using var again = new MemoryStream();
        encoded.WriteTo(again);
        FuzzException.Unless(
            Plaintext.TryDecode(again.ToArray(), MailLimits.Default, out Plaintext? same)
            && same.Content.Mail.Span.SequenceEqual(plaintext.Content.Mail.Span)
            && same.Content.OuterRecord.Span.SequenceEqual(plaintext.Content.OuterRecord.Span)
            && (same.Stamp, same.Echo) == (plaintext.Stamp, plaintext.Echo), "another plaintext");
    }

    private static void Bodies(byte[] input)
    {
        const long Most = 1 << 20;
        bool atOnce = BodyCoding.TryDecode(input, Most, out byte[] body);
        using var streamed = new MemoryStream();
        bool inPieces = BodyCoding.TryDecode(new MemoryStream(input), streamed, Most);
        FuzzException.Unless(atOnce == inPieces, "at once and as a stream differ");
        FuzzException.Unless(!atOnce || streamed.ToArray().AsSpan().SequenceEqual(body), "at once and as a stream give different bytes");
        FuzzException.Unless(BodyCoding.TryDecode(BodyCoding.Encode(input), Most, out byte[] same) && same.AsSpan().SequenceEqual(input), "the coding is not exact");
    }

    private static void Records(byte[] input)
    {
        if (!OuterRecord.TryDecode(input, out OuterRecord? record))
            return;
        FuzzException.Unless(record.Encode().AsSpan().SequenceEqual(input), "another encoding");
        foreach (byte[] sample in Seeds.Samples.Take(3))
        {
            if (HeaderBlock.TryParse(sample, out HeaderBlock? header, out _))
            {
                record.Compare(header);
                record.Confidential(header);
            }
        }
    }

    private static void Addresses(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        if (Address.TryParse(text, out Address? address))
            FuzzException.Unless(Address.TryParse(address.ToString(), out Address? same) && same.Equals(address), "the canonical form is another address");
    }

    private static void Sessions(byte[] input)
    {
        if (!Session.TryDecode(input, MailSuite.Default, out Session? session))
            return;
        using (session)
        using (WireWriter again = session.Encode())
        {
            // an own record, never a stranger's: a date that no flag asks for is passed over
            FuzzException.Unless(Session.TryDecode(again.Written, MailSuite.Default, out Session? same), "the encoding does not read");
            using (same)
            using (WireWriter third = same!.Encode())
                FuzzException.Unless(third.Written.SequenceEqual(again.Written), "another session");
        }
    }

    private static IEnumerable<byte[]> BundleSeeds() =>
        Seeds.Vectors.Values.Select(vector => vector.Bytes("recipientBundle")).DistinctBy(Convert.ToHexString)
        .Append(new Core.Tests.Keys.BundleParts().Write());

    private static IEnumerable<byte[]> ArmourSeeds() => BundleSeeds().Select(bundle => Seeds.Text(Armour.Write(Armour.KeyBundle, bundle)));

    private static IEnumerable<byte[]> PlaintextSeeds()
    {
        foreach (Core.Tests.Vectors.MailVector vector in Seeds.Vectors.Values.Where(vector => vector.IsAccepted))
            yield return OpeningTarget.PlaintextOf(vector);
    }

    private static IEnumerable<byte[]> BodySeeds() =>
        Seeds.Samples.Select(sample => BodyCoding.Encode(sample)).Concat(Seeds.Samples.Take(5));

    private static IEnumerable<byte[]> RecordSeeds()
    {
        foreach (byte[] sample in Seeds.Samples)
        {
            if (OutgoingMail.TryParse(sample, out OutgoingMail? mail, out _))
                yield return OuterRecord.Of(mail).Encode();
        }
    }

    private static IEnumerable<byte[]> SessionSeeds()
    {
        var random = new Core.Tests.Mail.SeededRandom(3);
        using Session opened = Session.Open(MailSuite.Default, random);
        using WireWriter writer = opened.Encode();
        yield return writer.ToArray();
        byte[] key = Seeds.Vectors["python-data"].Bytes("nextKey");
        if (RatchetPublicKey.TryReadFull(key, out RatchetPublicKey? peer))
        {
            using Session owed = Session.Owed(MailSuite.Default, peer, 1_800_000_000);
            using WireWriter first = owed.Encode();
            yield return first.ToArray();
            owed.Answer(MailSuite.Default, random);
            using WireWriter second = owed.Encode();
            yield return second.ToArray();
        }
    }
}
