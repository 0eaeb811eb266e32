using System.Text;
using OtrMail.Core.Mime;

namespace OtrMail.Core.Tests;

/// <summary>A mail as text for people.</summary>
public sealed class MailTextTests
{
    [Fact]
    public void Main_fields_are_decoded_and_others_left_out() => Assert.Equal(
        "OTR-Mail-Status: authentic; from=a@example.org\nFrom: Ä <a@example.org>\nTo: b@example.org\nSubject: größer, folded\n\nhi\n",
        Render("OTR-Mail-Status: authentic; from=a@example.org\nReceived: x\nSubject: =?utf-8?Q?gr=C3=B6=C3=9Fer?=,\n folded\nTo: b@example.org\nFrom: =?iso-8859-1?Q?=C4?= <a@example.org>\n\nhi\n"));

    [Theory]
    [InlineData("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\ngr=C3=B6=\n=C3=9Fer\n", "größer\n")]
    [InlineData("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nZ3LDtsOfZXI=\n", "größer\n")]
    [InlineData("Content-Type: text/plain; charset=windows-1251\nContent-Transfer-Encoding: base64\n\nz/Do4uXy\n", "Привет\n")]
    [InlineData("Content-Type: text/plain; charset=iso-2022-jp\n\n\u001b$B$3$s\u001b(B\n", "こん\n")]
    [InlineData("Content-Type: text/plain; charset=no-such\n\nplain\r\nlines\r\n", "plain\nlines\n")]
    [InlineData("Content-Type: text/html\n\n<html><head><title>t</title><style>p {}</style></head><body><p>one &amp;\n two</p><div>three<br>four</div><script>x()</script></body></html>", "one & two\nthree\nfour\n")]
    [InlineData("Content-Type: multipart/alternative; boundary=b\n\n--b\n\nplain\n--b\nContent-Type: text/html\n\n<p>html</p>\n--b--\n", "plain\n")]
    [InlineData("Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>html</p>\n--b--\n", "html\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee the file\n--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==\n--b\nContent-Disposition: attachment; filename=notes.txt\n\nnot shown\n--b--\n",
        "see the file\n[a.pdf: application/pdf, 8 bytes as sent]\n[notes.txt: text/plain, 9 bytes as sent]\n")]
    [InlineData("Content-Type: message/rfc822\n\nFrom: x@example.org\n\nhidden\n", "[without a name: message/rfc822, 28 bytes as sent]\n")]
    public void Text_is_decoded_and_other_parts_are_named(string mail, string text) => Assert.Equal("\n" + text, Render(mail));

    [Fact]
    public void An_encoded_line_end_makes_no_line() => Assert.Equal(
        "From: x OTR-Mail-Status: authentic <m@example.org>\n\n[a b: application/octet-stream, 0 bytes as sent]\n",
        Render("From: =?utf-8?Q?x=0AOTR-Mail-Status:_authentic?= <m@example.org>\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename*=utf-8''a%0Ab\n\n"));

    [Fact]
    public void No_sample_is_too_much_for_it_and_neither_is_no_mail_at_all()
    {
        Assert.Equal("\n", MailText.Render(ReadOnlyMemory<byte>.Empty));
        Assert.Equal("\n", Render("\u0001\u0002"));
        Assert.Contains("longer headers or more parts", Render(new string('x', 100_000)));
        Assert.Contains("longer headers or more parts", Render("Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\n\n", 2000))));
        Assert.EndsWith("<b>\n", Render("Content-Type: text/html\n\n" + string.Concat(Enumerable.Repeat("<div><script></head>", 20_000)) + "</script><body>&lt;b>"));
    }

    private static string Render(string mail) => MailText.Render(Encoding.UTF8.GetBytes(mail));
}
