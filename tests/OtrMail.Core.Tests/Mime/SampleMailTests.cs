using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Mime;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Mime;

public class SampleMailTests
{
    private static readonly string[] Allowed =
    [
        "From", "To", "Cc", "Date", "Message-ID", "In-Reply-To", "References", "Subject", "Auto-Submitted",
        "MIME-Version", "Content-Type",
    ];

    public static TheoryData<string> All => new(Samples.Names);

    [Theory]
    [MemberData(nameof(All))]
    public void The_packet_is_found_again_in_its_wrapped_mail(string name)
    {
        OutgoingMail mail = Samples.Outgoing(Samples.Read(name));
        byte[] packet = Samples.Packet();
        byte[] wrapped = OuterMail.Wrap(mail, packet, SystemRandomSource.Instance);

        Assert.True(PacketFinder.TryFind(wrapped, out FoundPacket? found, out _));
        Assert.Equal(packet, found.Packet.ToArray());
        Assert.Equal(PacketPlace.Encrypted, found.Place);
        Assert.False(found.IsWrapped);
        Assert.Empty(OuterRecord.Of(mail).Compare(found.Header!));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Streamed_and_whole_wrapping_give_the_same_mail(string name)
    {
        OutgoingMail mail = Samples.Outgoing(Samples.Read(name));
        byte[] packet = Samples.Packet(200_000);
        using var output = new MemoryStream();
        OuterMail.Wrap(mail, new MemoryStream(packet), output, new FixedRandom());
        Assert.Equal(OuterMail.Wrap(mail, packet, new FixedRandom()), output.ToArray());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Inner_is_the_original_minus_Bcc_byte_for_byte(string name)
    {
        string raw = Samples.Text(Samples.Read(name));
        string expected = raw;
        if (raw.StartsWith("From ", StringComparison.Ordinal))
            expected = raw[(raw.IndexOf('\n') + 1)..];
        if (name == "bcc-folded")
            expected = raw.Replace("Bcc: Eve Hidden <eve@example.com>,\n\tMallory Hidden <mallory@example.com>,\n \"Trent\" <trent@example.com>\n", "")
                .Replace("bCC : peggy@example.com\nResent-Bcc: victor@example.com\n", "");
        if (name == "bcc-only-crlf")
            expected = raw.Replace("Bcc: bob@example.net, BOB@Example.NET, carol@example.com\r\n", "");
        Assert.Equal(expected, Samples.Text(Samples.Outgoing(Samples.Read(name)).Inner.Memory));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Outside_stands_only_what_transport_needs(string name)
    {
        OutgoingMail mail = Samples.Outgoing(Samples.Read(name));
        byte[] wrapped = OuterMail.Wrap(mail, Samples.Packet(), SystemRandomSource.Instance);
        Assert.True(HeaderBlock.TryParse(wrapped, out HeaderBlock? outer, out _));
        Assert.True(outer.IsStrict);
        Assert.All(outer.Fields, field => Assert.Contains(field.Name, Allowed, StringComparer.OrdinalIgnoreCase));
        Assert.Equal(outer.Fields.Count, outer.Fields.Select(field => field.Name.ToUpperInvariant()).Distinct().Count());
        Assert.Equal("[...]", outer.First("Subject")!.Value);

        string text = Samples.Text(wrapped);
        Assert.DoesNotContain(Samples.Secret, text);
        foreach (Address hidden in mail.Bcc.Except(mail.To).Except(mail.Cc))
            Assert.DoesNotContain(hidden.ToString(), text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Line_ends_outside_are_all_like_the_first_of_the_original(string name)
    {
        byte[] raw = Samples.Read(name);
        string text = Samples.Text(OuterMail.Wrap(Samples.Outgoing(raw), Samples.Packet(), SystemRandomSource.Instance));
        bool crlf = Samples.Text(raw).Split('\n')[0].EndsWith('\r');
        Assert.Equal(crlf ? text.Count(c => c == '\n') : 0, text.Count(c => c == '\r'));
        Assert.True(!crlf || text.Replace("\r\n", "").IndexOfAny(['\r', '\n']) < 0);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Taking_the_status_away_from_the_rendered_mail_gives_back_the_very_bytes(string name)
    {
        ReadOnlyMemory<byte> inner = Samples.Outgoing(Samples.Read(name)).Inner.Memory;
        byte[] rendered = DecryptedMail.Render(inner, "authenticated; from=alice@example.org");
        string expected = Samples.Text(inner).Replace("OTR-Mail-Status: verified\notr-mail-STATUS : also\n verified\n", "");
        Assert.Equal(expected, Samples.Text(DecryptedMail.TakeStatusAway(rendered)));
        Assert.EndsWith(expected, Samples.Text(rendered));
        Assert.StartsWith("OTR-Mail-Status: authenticated; from=alice@example.org", Samples.Text(rendered));
        Assert.True(HeaderBlock.TryParse(rendered, out HeaderBlock? header, out _));
        Assert.Single(header.All(StatusHeader.Name));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_sender_inside_is_the_sender_outside(string name)
    {
        OutgoingMail mail = Samples.Outgoing(Samples.Read(name));
        Assert.True(InnerSender.TryRead(mail.Inner.Memory, out Address? sender, out _));
        Assert.Equal(mail.From, sender);
        Assert.Equal("alice@example.org", sender.ToString());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Samples_are_ordinary_mail_before_they_are_wrapped(string name)
    {
        Assert.False(PacketFinder.TryFind(Samples.Read(name), out _, out MimeFault fault));
        Assert.Equal(MimeFault.NotOtrMail, fault);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_wrapped_mail_is_not_wrapped_again(string name)
    {
        byte[] wrapped = OuterMail.Wrap(Samples.Outgoing(Samples.Read(name)), Samples.Packet(), SystemRandomSource.Instance);
        Assert.False(OutgoingMail.TryParse(wrapped, out _, out MimeFault fault));
        Assert.Equal(MimeFault.AlreadyEncrypted, fault);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_MimeKit_reads_of_the_wrapped_mail_is_the_packet(string name)
    {
        byte[] packet = Samples.Packet();
        byte[] wrapped = OuterMail.Wrap(Samples.Outgoing(Samples.Read(name)), packet, SystemRandomSource.Instance);
        var mail = MimeKit.MimeMessage.Load(new MemoryStream(wrapped));
        var encrypted = Assert.IsAssignableFrom<MimeKit.Multipart>(mail.Body);
        Assert.Equal("multipart/encrypted", encrypted.ContentType.MimeType);
        Assert.Equal("application/otr-mail", encrypted.ContentType.Parameters["protocol"]);
        Assert.Equal("application/otr-mail", encrypted[0].ContentType.MimeType);
        var part = Assert.IsType<MimeKit.MimePart>(encrypted[1]);
        using var decoded = new MemoryStream();
        part.Content!.DecodeTo(decoded);
        Assert.Equal(packet, decoded.ToArray());
    }

    [Fact]
    public void The_wrapped_mail_has_the_documented_layout()
    {
        byte[] packet = [.. "OTRM"u8, 1, 2, 3, 4];
        string mail = Encoding.ASCII.GetString(OuterMail.Wrap(
            Samples.Outgoing("X-Mailer: m\r\nReferences: <a@b>\r\n <c@d>\nsubject: s\r\nTo: bob@example.net\r\nFrom: alice@example.org\r\nBcc: c@example.com\r\nDate: d"),
            packet,
            new FixedRandom()));
        string expected = string.Join(
            "\r\n",
            "References: <a@b>",
            " <c@d>",
            "Subject: [...]",
            "To: bob@example.net",
            "From: alice@example.org",
            "Date: d",
            "MIME-Version: 1.0",
            "Content-Type: multipart/encrypted; protocol=\"application/otr-mail\";",
            " boundary=\"=_otrmail_07070707070707070707070707070707\"",
            "",
            "This is an OTR-Mail message (off-the-record mail). Open it with otrmail.",
            "",
            "--=_otrmail_07070707070707070707070707070707",
            "Content-Type: application/otr-mail",
            "Content-Description: OTR-Mail version",
            "",
            "Version: 1",
            "",
            "--=_otrmail_07070707070707070707070707070707",
            "Content-Type: application/octet-stream; name=\"message.otrmail\"",
            "Content-Description: OTR-Mail message",
            "Content-Disposition: attachment; filename=\"message.otrmail\"",
            "Content-Transfer-Encoding: base64",
            "",
            "T1RSTQECAwQ=",
            "--=_otrmail_07070707070707070707070707070707--",
            "");
        Assert.Equal(expected, mail);
    }

    private sealed class FixedRandom : IRandomSource
    {
        public void Fill(Span<byte> buffer) => buffer.Fill(7);
    }
}
