using OtrMail.Core.Mime;

namespace OtrMail.Core.Tests.Mime;

public class KeyHeaderTests
{
    private const string Armour = KeyBundleFinder.Begin + "\n\nAAAA\n=x\n" + KeyBundleFinder.End;

    [Theory]
    [InlineData(1)]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(137)]
    [InlineData(138)]
    [InlineData(16384)]
    public void What_is_written_has_76_columns_and_is_found_again(int length)
    {
        string value = new('k', length);
        string field = KeyHeader.Write(value, crlf: true);
        Assert.All(field.Split("\r\n"), line => Assert.True(line.Length <= 76));
        Assert.Equal([value], KeyHeader.Find(Samples.Header("A: b\r\n" + field + "C: d\r\n\r\n")));
    }

    [Theory]
    [InlineData("otr-mail-key: a b\n\tc=\n\n", "abc=")]
    [InlineData("OTR-Mail-Key: a*b\n\n", "")]
    [InlineData("OTR-Mail-Key:\n\n", "")]
    [InlineData("A: b\n\nOTR-Mail-Key: ab\n", "")]
    [InlineData("OTR-Mail-Key: a\nOTR-Mail-Key: b\n\n", "a,b")]
    public void Values_are_taken_from_the_header_alone(string mail, string expected) =>
        Assert.Equal(expected, string.Join(',', KeyHeader.Find(Samples.Header(mail))));

    [Fact]
    public void Too_long_a_value_is_passed_over_and_cannot_be_written()
    {
        Assert.Empty(KeyHeader.Find(Samples.Header("OTR-Mail-Key: " + new string('a', 16385) + "\n\n")));
        Assert.Throws<ArgumentException>(() => KeyHeader.Write(new string('a', 16385), crlf: false));
        Assert.Throws<ArgumentException>(() => KeyHeader.Write("a\nb", crlf: false));
    }

    [Theory]
    [InlineData("From e\nA: b\n\nx", "From e\nOTR-Mail-Key: kk\nA: b\n\nx")]
    [InlineData("A: b\r\n\r\nx", "OTR-Mail-Key: kk\r\nA: b\r\n\r\nx")]
    [InlineData("\nx", "OTR-Mail-Key: kk\n\n\nx")]
    public void Put_adds_the_field_and_nothing_else(string mail, string expected) =>
        Assert.Equal(expected, Samples.Text(KeyHeader.Put(Samples.Bytes(mail), "kk")));

    public static TheoryData<string> Carriers => new(
        Armour,
        Armour + "\n",
        "some words\n\n" + Armour + "\nmore words",
        "From: a@example.org\n\nHello\n" + Armour + "\n-- \nA\n",
        "From: a@example.org\nContent-Transfer-Encoding: base64\n\n" + Convert.ToBase64String(Samples.Bytes("Hi\n" + Armour)) + "\n",
        "From: a@example.org\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\nHi =\nyou\n" + Armour.Replace("=", "=3D") + "\n",
        "From: a@example.org\nContent-Type: multipart/mixed; boundary=q\n\n--q\n\nsee\n--q\nContent-Type: application/octet-stream; name=alice.asc\nContent-Transfer-Encoding: base64\n\n"
            + Convert.ToBase64String(Samples.Bytes(Armour)) + "\n--q--\n",
        "From: a@example.org\n\n" + KeyBundleFinder.Begin + "\n" + Armour + Armour);

    [Theory]
    [MemberData(nameof(Carriers))]
    public void Armoured_bundles_are_found_wherever_they_are(string mail) =>
        Assert.Equal([Armour], KeyBundleFinder.Find(Samples.Bytes(mail)));

    [Fact]
    public void Armour_in_a_forwarded_mail_or_too_long_is_not_taken()
    {
        Assert.Empty(KeyBundleFinder.Find(Samples.Bytes("A: b\nContent-Type: message/rfc822\n\nFrom: x\n\n" + Armour)));
        Assert.Empty(KeyBundleFinder.Find(Samples.Bytes("A: b\n\n" + KeyBundleFinder.Begin + new string('a', 17000) + KeyBundleFinder.End)));
        Assert.Empty(KeyBundleFinder.Find(Samples.Bytes("A: b\n\n" + string.Concat(Enumerable.Repeat(KeyBundleFinder.Begin, 10_000)))));
        Assert.Equal(16, KeyBundleFinder.Find(Samples.Bytes("A: b\n\n" + string.Concat(Enumerable.Range(0, 99).Select(i => Armour.Replace("AAAA", $"{i}"))))).Count);
    }
}
