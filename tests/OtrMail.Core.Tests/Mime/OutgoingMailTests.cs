using OtrMail.Core.Mime;

namespace OtrMail.Core.Tests.Mime;

public class OutgoingMailTests
{
    [Fact]
    public void Recipients_are_distinct_and_in_order()
    {
        OutgoingMail mail = Samples.Outgoing(
            "From: a@example.org\nBcc: x@example.com, B@EXAMPLE.net\nTo: b@example.net, G: c@example.com, d@example.com;\nCc: c@example.com, e@example.com\nTo: f@example.com\n\n");
        Assert.Equal("b@example.net c@example.com d@example.com f@example.com e@example.com x@example.com", string.Join(' ', mail.Recipients));
        Assert.Equal("x@example.com b@example.net", string.Join(' ', mail.Bcc));
        Assert.Null(mail.MessageId);
    }

    [Theory]
    [InlineData("idn-addresses", "bob@xn--bcher-kva.example.net carol@xn--bcher-kva.example.com")]
    [InlineData("groups-in-to", "bob@example.net carol@example.com dave@example.org")]
    [InlineData("encoded-word-headers", "bob@example.net carol@example.com")]
    [InlineData("bcc-only-crlf", "bob@example.net carol@example.com")]
    [InlineData("duplicate-fields", "bob@example.net carol@example.com")]
    public void Recipients_of_the_samples_are_read(string name, string expected) =>
        Assert.Equal(expected, string.Join(' ', Samples.Outgoing(Samples.Read(name)).Recipients));

    [Fact]
    public void Forty_recipients_are_forty() => Assert.Equal(40, Samples.Outgoing(Samples.Read("forty-recipients")).Recipients.Count);

    [Theory]
    [InlineData("To: b@example.net\n\n", MimeFault.NoSender)]
    [InlineData("From: \nTo: b@example.net\n\n", MimeFault.NoSender)]
    [InlineData("From: nobody:;\n\n", MimeFault.NoSender)]
    [InlineData("From: a@example.org, m@example.com\n\n", MimeFault.ManySenders)]
    [InlineData("From: a@example.org m@example.com\n\n", MimeFault.ManySenders)]
    [InlineData("From: a@example.org\nfrom: a@example.org\n\n", MimeFault.ManySenders)]
    [InlineData("From: a@example.org\nFrom:\n\n", MimeFault.ManySenders)]
    [InlineData("From: alice\n\n", MimeFault.BadFrom)]
    [InlineData("From: a@example.org\nTo: bob\n\n", MimeFault.BadTo)]
    [InlineData("From: a@example.org\nTo: bob@example.net, carol\n\n", MimeFault.BadTo)]
    [InlineData("From: a@example.org\nTo: bob@example.net <\n\n", MimeFault.BadTo)]
    [InlineData("From: a@example.org\nCc: \"a b\"@example.net\n\n", MimeFault.BadCc)]
    [InlineData("From: a@example.org\nBcc: b@@example.net\n\n", MimeFault.BadBcc)]
    [InlineData("From: a@example.org\nX: y\rBcc: hidden@example.com\n\n", MimeFault.Malformed)]
    [InlineData("From: a@example.org\njunk\nBcc: hidden@example.com\n\n", MimeFault.Malformed)]
    [InlineData("From: a@example.org\nTo: b@example.net\0\n\n", MimeFault.Malformed)]
    [InlineData("", MimeFault.NoSender)]
    [InlineData("OTRM\u0001\u0002", MimeFault.AlreadyEncrypted)]
    [InlineData("\n T1RSTQEC\n", MimeFault.AlreadyEncrypted)]
    public void What_cannot_be_sent_says_why(string raw, MimeFault expected)
    {
        Assert.False(OutgoingMail.TryParse(Samples.Bytes(raw), out OutgoingMail? mail, out MimeFault fault));
        Assert.Null(mail);
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void A_quoted_local_part_that_needs_no_quotes_is_the_same_mailbox() =>
        Assert.Equal("bob.b@example.net", Samples.Outgoing("From: a@example.org\nTo: \"bob.b\"@example.net\n\n").Recipients[0].ToString());

    [Fact]
    public void A_mail_past_the_limit_is_too_large()
    {
        Assert.False(OutgoingMail.TryParse(Samples.Read("mutt-plain"), out _, out MimeFault fault, new MimeLimits { MaxMailBytes = 100 }));
        Assert.Equal(MimeFault.TooLarge, fault);
        byte[] folded = Samples.Bytes("From: a@example.org\nTo: b@example.net" + string.Concat(Enumerable.Repeat(",\n b@example.net", 70_000)) + "\n\n");
        Assert.False(OutgoingMail.TryParse(folded, out _, out fault));
        Assert.Equal(MimeFault.TooLarge, fault);
    }

    [Fact]
    public void Nothing_but_removed_fields_means_nothing_is_copied()
    {
        byte[] raw = Samples.Read("thunderbird-plain");
        Assert.True(Samples.Outgoing(raw).Inner.Span.Overlaps(raw));
    }
}
