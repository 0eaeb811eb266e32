using OtrMail.Core.Mime;

namespace OtrMail.Core.Tests.Mime;

public class StatusHeaderTests
{
    [Theory]
    [InlineData("OTR-Mail-Status: x\nA: b\n\n", "A: b\n\n")]
    [InlineData("A: b\r\notr-mail-status:\r\n\tx\r\n y\r\nC: d\r\n\r\n", "A: b\r\nC: d\r\n\r\n")]
    [InlineData("A: b\nOTR-MAIL-STATUS \t: x", "A: b\n")]
    [InlineData("A: b\nOTR-Mail-\0Status: x\n\n", "A: b\n\n")]
    [InlineData("A: b\nOTR-Mail-Status\xa0: x\n\n", "A: b\n\n")]
    [InlineData("A: b\njunk\nOTR-Mail-Status: x\n\n", "A: b\njunk\n\n")]
    [InlineData(" OTR-Mail-Status: x\nA: b\n\n", "A: b\n\n")]
    [InlineData("From e\nOTR-Mail-Status: x\nA: b\n\n", "From e\nA: b\n\n")]
    [InlineData("A: b\rOTR-Mail-Status: x\nC: d\n\n", "A: b\nC: d\n\n")]
    [InlineData("A: b\rOTR-Mail-Status: x\rotr-mail-status: y\rE: f\r\nC: d\n\n", "A: b\rE: f\r\nC: d\n\n")]
    [InlineData("A: b\r\rOTR-Mail-Status: x\r\n z\r\nC: d\n\n", "A: b\r\r\nC: d\n\n")]
    [InlineData("\rOTR-Mail-Status: x\nC: d\n\n", "C: d\n\n")]
    [InlineData("A: b\n\nOTR-Mail-Status: body\n", "A: b\n\nOTR-Mail-Status: body\n")]
    [InlineData("A: b\n OTR-Mail-Status: folded\n\n", "A: b\n OTR-Mail-Status: folded\n\n")]
    [InlineData("X-OTR-Mail-Status: x\nOTR-Mail-Status2: y\n\n", "X-OTR-Mail-Status: x\nOTR-Mail-Status2: y\n\n")]
    [InlineData("", "")]
    public void Spoofed_status_fields_are_removed_and_nothing_else(string mail, string expected) =>
        Assert.Equal(expected, Samples.Text(StatusHeader.Remove(Samples.Bytes(mail))));

    [Fact]
    public void A_mail_without_one_is_not_even_copied()
    {
        byte[] mail = Samples.Read("mailing-list");
        Assert.True(StatusHeader.Remove(mail).Span.Overlaps(mail));
    }

    [Theory]
    [InlineData("A: b\n\nx", "OTR-Mail-Status: v\nA: b\n\nx")]
    [InlineData("A: b\r\n\nx", "OTR-Mail-Status: v\r\nA: b\r\n\nx")]
    [InlineData("A: b", "OTR-Mail-Status: v\nA: b")]
    [InlineData("", "OTR-Mail-Status: v\n\n")]
    [InlineData("\nbody", "OTR-Mail-Status: v\n\n\nbody")]
    [InlineData("no header at all\nFoo: bar\n\n", "OTR-Mail-Status: v\n\nno header at all\nFoo: bar\n\n")]
    [InlineData(" a continuation\nFrom: x\n\n", "OTR-Mail-Status: v\n\n a continuation\nFrom: x\n\n")]
    [InlineData("From e\nA: b\n\n", "OTR-Mail-Status: v\n\nFrom e\nA: b\n\n")]
    [InlineData("OTR-Mail-Status: spoof\n\nx", "OTR-Mail-Status: v\n\n\nx")]
    public void The_status_line_is_the_first_and_the_way_back_is_exact(string inner, string expected)
    {
        byte[] rendered = DecryptedMail.Render(Samples.Bytes(inner), "v");
        Assert.Equal(expected, Samples.Text(rendered));
        Assert.Equal(inner.Replace("OTR-Mail-Status: spoof\n", ""), Samples.Text(DecryptedMail.TakeStatusAway(rendered)));
    }

    [Fact]
    public void The_way_back_is_exact_for_any_bytes()
    {
        var random = new Random(5);
        const string Alphabet = "\n\n\r\r :Aa\tO-\0";
        for (int i = 0; i < 20_000; i++)
        {
            byte[] inner = Samples.Bytes(new string(random.GetItems<char>(Alphabet, random.Next(12))));
            Assert.Equal(inner, DecryptedMail.TakeStatusAway(DecryptedMail.Render(inner, "v")).ToArray());
        }
    }

    [Fact]
    public void Put_leaves_the_mbox_line_first() =>
        Assert.Equal("From e\r\nOTR-Mail-Status: v\r\nA: b\r\n\r\n", Samples.Text(StatusHeader.Put(Samples.Bytes("From e\r\nA: b\r\notr-mail-status: x\r\n\r\n"), "v")));

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\tb")]
    [InlineData("ü")]
    [InlineData(" a")]
    public void A_value_that_is_not_one_clean_line_is_misuse_and_can_be_cleaned(string value)
    {
        Assert.Throws<ArgumentException>(() => DecryptedMail.Render(default, value));
        Assert.NotEmpty(DecryptedMail.Render(default, StatusHeader.Sanitize(value)));
    }

    [Fact]
    public void The_line_is_never_longer_than_998_bytes()
    {
        Assert.Throws<ArgumentException>(() => DecryptedMail.Render(default, new string('x', 982)));
        Assert.Equal(998, Samples.Text(DecryptedMail.Render(default, StatusHeader.Sanitize(new string('x', 5000)))).IndexOf('\n'));
    }
}
