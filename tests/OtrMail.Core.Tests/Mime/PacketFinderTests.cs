using System.Text.RegularExpressions;
using OtrMail.Core.Mime;

namespace OtrMail.Core.Tests.Mime;

/// <summary>What lists, providers and gateways do to a mail on its way (and what attackers do).</summary>
public partial class PacketFinderTests
{
    private static readonly byte[] Packet = Samples.Packet(3001);

    private static readonly string Mail = Samples.Wrapped(Packet);

    private static readonly string Boundary = BoundaryPattern().Match(Mail).Groups[1].Value;

    private static readonly string Base64 = Convert.ToBase64String(Packet);

    private static string Body => Mail[(Mail.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];

    private static string Entity => Mail[Mail.IndexOf("Content-Type: multipart/encrypted", StringComparison.Ordinal)..];

    public static TheoryData<string, string, PacketPlace> Mangled()
    {
        string octets = "Content-Type: application/octet-stream\nContent-Transfer-Encoding: ";
        string text = Mail[(Mail.IndexOf("base64\n\n", StringComparison.Ordinal) + 8)..Mail.IndexOf($"\n--{Boundary}--", StringComparison.Ordinal)];
        return new()
        {
            { "as it was sent", Mail, PacketPlace.Encrypted },
            { "CRLF", Mail.Replace("\n", "\r\n"), PacketPlace.Encrypted },
            { "CR CR LF in the base64", Mail.Replace(text, text.Replace("\n", "\r\r\n")), PacketPlace.Encrypted },
            { "CR CR LF", Mail.Replace("\n", "\r\r\n"), PacketPlace.Encrypted },
            { "CR CR LF, twice", Mail.Replace("\n", "\r\r\r\n"), PacketPlace.Encrypted },
            { "CR CR LF, and headers put before it later", "Received: by x\r\nReturn-Path: <>\r\n" + Mail.Replace("\n", "\r\r\n"), PacketPlace.Encrypted },
            { "CR CR LF in the body", Mail.Replace(Body, Body.Replace("\n", "\r\r\n")), PacketPlace.Encrypted },
            { "headers before and after", "Received: by x\nReturn-Path: <>\n" + Mail.Replace("MIME-Version", "X-Spam: no\nMIME-Version"), PacketPlace.Encrypted },
            { "mbox line", "From a@example.org Tue\n" + Mail, PacketPlace.Encrypted },
            { "other boundary", Mail.Replace(Boundary, "b_1"), PacketPlace.Encrypted },
            { "unquoted boundary, other case", Mail.Replace($"boundary=\"{Boundary}\"", "BOUNDARY=b1").Replace(Boundary, "b1"), PacketPlace.Encrypted },
            { "no protocol parameter", Mail.Replace("protocol=\"application/otr-mail\";", ""), PacketPlace.Attachment },
            { "multipart/mixed", Mail.Replace("multipart/encrypted; protocol=\"application/otr-mail\";", "multipart/mixed;"), PacketPlace.Attachment },
            { "control part gone", Regex.Replace(Mail, "Content-Type: application/otr-mail\n(.|\n)*?--=", "--="), PacketPlace.Encrypted },
            { "list footer around", List(Entity, "-- \nlist footer, unsubscribe"), PacketPlace.Encrypted },
            { "list footer around, twice", List(List(Entity, "one", "in"), "two"), PacketPlace.Encrypted },
            { "text under the closing boundary", Mail + "\n_______\nlist footer T1RST\n", PacketPlace.Encrypted },
            { "text under the base64", Mail.Replace(text, text + "\n\nfooter words"), PacketPlace.Encrypted },
            { "line under the base64", Mail.Replace(text, text + "\n____________\nfooter"), PacketPlace.Encrypted },
            { "no closing boundary", Mail.Replace($"--{Boundary}--\n", ""), PacketPlace.Encrypted },
            { "blanks after boundaries", Regex.Replace(Mail, "(--=_otrmail_[0-9a-f]+(--)?)\n", "$1 \t\n"), PacketPlace.Encrypted },
            { "attachment renamed", Mail.Replace("message.otrmail", "ATT00001.bin"), PacketPlace.Encrypted },
            { "attachment renamed and mixed", Mail.Replace("message.otrmail", "a.bin").Replace("multipart/encrypted", "multipart/mixed"), PacketPlace.Attachment },
            { "base64 lines of 64", Mail.Replace(text, Lines(64, "\n")), PacketPlace.Encrypted },
            { "base64 lines of 61", Mail.Replace(text, Lines(61, "\r\n")), PacketPlace.Encrypted },
            { "base64 in one line", Mail.Replace(text, Base64), PacketPlace.Encrypted },
            { "base64 with blanks", Mail.Replace(text, "\n  " + Lines(40, " \n\t") + " "), PacketPlace.Encrypted },
            { "base64 without padding", Mail.Replace(text, Lines(76, "\n").TrimEnd('=')), PacketPlace.Encrypted },
            { "Base64 in capitals", Mail.Replace("Encoding: base64", "Encoding:   BASE64 "), PacketPlace.Encrypted },
            { "encoding field lost", Mail.Replace("Content-Transfer-Encoding: base64\n", ""), PacketPlace.Encrypted },
            { "encoding field lost, and the multipart's name", Mail.Replace("Content-Transfer-Encoding: base64\n", "").Replace("multipart/encrypted", "multipart/mixed"), PacketPlace.Attachment },
            { "encoding said to be 8-bit", Mail.Replace("Encoding: base64", "Encoding: 8bit"), PacketPlace.Encrypted },
            { "quoted-printable", Mail.Replace("Encoding: base64", "Encoding: quoted-printable").Replace(text, QuotedPrintable()), PacketPlace.Encrypted },
            { "8-bit", Mail.Replace("Encoding: base64", "Encoding: 8bit").Replace(text, Samples.Text(Packet)), PacketPlace.Encrypted },
            { "binary", Mail.Replace("Encoding: base64", "Encoding: binary").Replace(text, Samples.Text(Packet)), PacketPlace.Encrypted },
            { "one part, octet-stream", "From: a@example.org\n" + octets + "base64\n\n" + text + "\n", PacketPlace.Attachment },
            { "one part, text but named", "Content-Type: text/plain; name=x.OTRMAIL\nContent-Transfer-Encoding: base64\n\n" + text, PacketPlace.Attachment },
            { "one part, named by RFC 2231", "Content-Type: text/plain\nContent-Disposition: attachment; filename*0=a.otr; filename*1=mail\nContent-Transfer-Encoding: base64\n\n" + text, PacketPlace.Attachment },
            { "the whole mail wrapped", "From: x@example.com\nContent-Type: message/rfc822\n\n" + Mail, PacketPlace.Encrypted },
            { "the whole mail wrapped in a multipart", "From: x@example.com\nContent-Type: multipart/mixed; boundary=w\n\nnote\n--w\nContent-Type: message/rfc822\n\n" + Mail + "\n--w--\nmore", PacketPlace.Encrypted },
            { "signed by a gateway", List(Entity, "sig").Replace("multipart/mixed", "multipart/signed"), PacketPlace.Encrypted },
            { "the same packet twice", List(Entity, "x\n--out\n" + octets + "base64\n\n" + Base64), PacketPlace.Encrypted },
            { "partial encryption, words around", List(Entity, "<img src='https://evil.example.com/").Replace("--out\nContent-Type: multipart", "--out\n\nplain\n--out\nContent-Type: multipart"), PacketPlace.Encrypted },
            { "bare packet", Samples.Text(Packet), PacketPlace.Bare },
            { "bare base64", text, PacketPlace.BareBase64 },
            { "bare base64, CRLF", "\r\n" + Lines(64, "\r\n") + "\r\n\r\n", PacketPlace.BareBase64 },
        };
    }

    [Theory]
    [MemberData(nameof(Mangled))]
    public void The_packet_survives_what_is_done_on_the_way(string what, string mail, PacketPlace place)
    {
        Assert.True(PacketFinder.TryFind(Samples.Bytes(mail), out FoundPacket? found, out MimeFault fault), $"{what}: {fault}");
        Assert.Equal(Packet, found.Packet.ToArray());
        Assert.Equal(place, found.Place);
        Assert.Equal(place is PacketPlace.Bare or PacketPlace.BareBase64, found.Header is null);
        Assert.Equal(what.Contains("whole mail wrapped", StringComparison.Ordinal), found.IsWrapped);
        if (found.IsWrapped)
            Assert.Equal("alice@example.org", found.Header!.First("From")!.Value);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1000)]
    public void A_packet_that_is_not_encoded_may_hold_what_looks_like_doubled_line_ends(int at)
    {
        byte[] packet = Samples.Packet(3001);
        "\r\r\n"u8.CopyTo(packet.AsSpan(at));
        string header = "From: a@example.org\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: binary\n\n";
        foreach (string mail in new[] { header + Samples.Text(packet), header.Replace("\n", "\r\n") + Samples.Text(packet), Samples.Text(packet) })
        {
            Assert.True(PacketFinder.TryFind(Samples.Bytes(mail), out FoundPacket? found, out MimeFault fault), fault.ToString());
            Assert.Equal(packet, found.Packet.ToArray());
        }
    }

    public static TheoryData<string, string, MimeFault> Refused()
    {
        string other = Samples.Wrapped(Samples.Packet(3001, seed: 2)).Replace("\nContent-Type: multipart", "\nX: y\nContent-Type: multipart");
        string otherEntity = other[other.IndexOf("Content-Type: multipart/encrypted", StringComparison.Ordinal)..];
        string forward = "From: x@example.com\nContent-Type: multipart/mixed; boundary=w\n\n--w\n\nlook\n--w\nContent-Type: message/rfc822\n\n" + Mail + "\n--w--\n";
        return new()
        {
            { "two packets", List(Entity, "x\n--out\n" + otherEntity), MimeFault.Malformed },
            { "two packets, one only an attachment", List(Entity, "x\n--out\nContent-Type: application/x\n\nOTRM\u0001other"), MimeFault.Malformed },
            { "two packets in one multipart/encrypted", Mail.Replace($"--{Boundary}--", $"--{Boundary}\n" + otherEntity + $"--{Boundary}--"), MimeFault.Malformed },
            { "packet of a forwarded mail", forward, MimeFault.NotOtrMail },
            { "packet of a mail in a digest", forward.Replace("multipart/mixed", "multipart/digest").Replace("Content-Type: message/rfc822\n", ""), MimeFault.NotOtrMail },
            { "forwarded twice with nothing else", "A: b\nContent-Type: message/rfc822\n\nA: c\nContent-Type: message/rfc822\n\n" + Mail, MimeFault.NotOtrMail },
            { "packet cut out", Mail.Replace("T1RST", "AAAA"), MimeFault.Malformed },
            { "packet part removed", Mail[..Mail.LastIndexOf("--=", Mail.Length - Boundary.Length - 10, StringComparison.Ordinal)], MimeFault.Malformed },
            { "one base64 character too many", "Content-Type: application/x\nContent-Transfer-Encoding: base64\n\nT1RSTQAAA", MimeFault.Malformed },
            { "named so, but something else", "Content-Type: image/png; name=a.otrmail\n\nPNG", MimeFault.Malformed },
            { "multipart without boundary", "Content-Type: multipart/encrypted; protocol=\"application/otr-mail\"\n\n--x\n\nOTRM\u0001\n--x--", MimeFault.Malformed },
            { "text that begins so", "From: a@example.org\n\nOTRM is what packets begin with.\n", MimeFault.NotOtrMail },
            { "base64 in a body", "From: a@example.org\n\n" + Base64, MimeFault.NotOtrMail },
            { "a field that is called so", "OTRMail-Foo: bar\n\nx", MimeFault.NotOtrMail },
            { "empty", "", MimeFault.NotOtrMail },
            { "words", "just words", MimeFault.NotOtrMail },
        };
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_ambiguous_damaged_or_somebody_elses_is_refused(string what, string mail, MimeFault expected)
    {
        Assert.False(PacketFinder.TryFind(Samples.Bytes(mail), out FoundPacket? found, out MimeFault fault), what);
        Assert.Null(found);
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void Too_large_is_told_from_foreign()
    {
        var small = new MimeLimits { MaxMailBytes = 3000 };
        Assert.False(PacketFinder.TryFind(Samples.Bytes(Mail), out _, out MimeFault fault, small));
        Assert.Equal(MimeFault.TooLarge, fault);
        Assert.False(PacketFinder.TryFind(Samples.Bytes("A: b\n\n" + new string('x', 4000)), out _, out fault, small));
        Assert.Equal(MimeFault.NotOtrMail, fault);
        Assert.False(PacketFinder.TryFind(Samples.Bytes(Mail), out _, out fault, new MimeLimits { MaxPacketBytes = 3000 }));
        Assert.Equal(MimeFault.TooLarge, fault);
        Assert.False(PacketFinder.TryFind(Packet, out _, out fault, new MimeLimits { MaxPacketBytes = 3000 }));
        Assert.Equal(MimeFault.TooLarge, fault);
    }

    [Fact]
    public void Any_cut_and_any_bent_byte_gives_a_result()
    {
        byte[] mail = Samples.Bytes(Samples.Wrapped(Samples.Packet(100)));
        var random = new Random(3);
        for (int at = 0; at < mail.Length; at++)
        {
            _ = PacketFinder.TryFind(mail.AsMemory(0, at), out _, out _);
            byte[] bent = [.. mail];
            bent[at] = (byte)random.Next(256);
            _ = PacketFinder.TryFind(bent, out _, out _);
            _ = OutgoingMail.TryParse(bent, out _, out _);
            KeyBundleFinder.Find(bent);
        }
    }

    private static string List(string entity, string footer, string name = "out")
    {
        string head = name == "out" ? "From: a@example.org\nList-Id: l\n" : "";
        return $"{head}Content-Type: multipart/mixed; boundary={name}\n\nprelude\n--{name}\n{entity}\n--{name}\nContent-Type: text/plain\n\n{footer}\n--{name}--\n";
    }

    private static string Lines(int length, string lineEnd) =>
        string.Join(lineEnd, Base64.Chunk(length).Select(line => new string(line)));

    private static string QuotedPrintable() =>
        string.Join("=\n", Packet.Select(b => b is > 32 and < 127 and not (byte)'=' ? $"{(char)b}" : $"={b:X2}").Chunk(24).Select(line => string.Concat(line))) + "=";

    [GeneratedRegex("boundary=\"(.*?)\"")]
    private static partial Regex BoundaryPattern();
}
