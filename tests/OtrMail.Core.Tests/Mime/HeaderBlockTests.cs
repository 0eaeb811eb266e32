using OtrMail.Core.Mime;

namespace OtrMail.Core.Tests.Mime;

public class HeaderBlockTests
{
    [Fact]
    public void Fields_keep_their_bytes_and_unfold_their_values()
    {
        HeaderBlock header = Samples.Header("From x y\r\nA: 1\r\nb :two\n\tthree \r\n four\nC:\n\nbody: x\n");
        Assert.Equal(["A", "b", "C"], header.Fields.Select(field => field.Name));
        Assert.Equal(["1", "two\tthree  four", ""], header.Fields.Select(field => field.Value));
        Assert.Equal("b :two\n\tthree \r\n four\n", Samples.Text(header.Fields[1].Raw));
        Assert.Equal("From x y\r\n", Samples.Text(header.Envelope));
        Assert.True(header.IsStrict);
        Assert.Equal("\r\n"u8, header.LineEnd);
    }

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("\n", 0, 1)]
    [InlineData("\r\nbody", 0, 2)]
    [InlineData("A: b", 1, 4)]
    [InlineData("A: b\r\n", 1, 6)]
    [InlineData("A: b\r\n\r\n", 1, 8)]
    [InlineData("A: b\n\nC: d", 1, 6)]
    [InlineData("A: b\n \n\nC: d", 1, 8)]
    public void The_block_ends_at_the_first_empty_line_or_with_the_mail(string mail, int fields, int body)
    {
        HeaderBlock header = Samples.Header(mail);
        Assert.Equal(fields, header.Fields.Count);
        Assert.Equal(body, header.BodyOffset);
    }

    [Theory]
    [InlineData("no colon\n\n")]
    [InlineData(" leading: blank\n\n")]
    [InlineData("A: b\nna me: x\n\n")]
    [InlineData("A: b\n: x\n\n")]
    [InlineData("A: b\rc\n\n")]
    [InlineData("A: b\r\r\n\n")]
    [InlineData("A: b\0c\n\n")]
    [InlineData("A: b\r")]
    [InlineData("A: b\nFrom x y\n\n")]
    public void A_block_that_readers_understand_differently_is_not_strict(string mail) => Assert.False(Samples.Header(mail).IsStrict);

    [Fact]
    public void Fields_after_a_line_that_is_none_are_still_seen() =>
        Assert.Equal(["A", "Bcc"], Samples.Header("A: b\njunk\nBcc: c\n\n").Fields.Select(field => field.Name));

    [Fact]
    public void Taking_fields_out_leaves_every_other_byte() =>
        Assert.Equal(
            "A: 1\r\nC: \0\xff\n\tx\nBccx: y\n\r\nBcc: body\r",
            Samples.Text(Samples.Header("From e\nBCC: x\n\ty\r\nA: 1\r\nbcc\t: z\n  \nC: \0\xff\n\tx\nBccx: y\nBcc:\n\r\nBcc: body\r").Without("Bcc")));

    [Fact]
    public void Limits_hold_to_the_byte_and_the_field()
    {
        var limits = new MimeLimits { MaxHeaderBytes = 8, MaxHeaderFields = 2 };
        Assert.True(HeaderBlock.TryParse(Samples.Bytes("A: bcd\n\nxxx"), out _, out _, limits));
        Assert.True(HeaderBlock.TryParse(Samples.Bytes("A: bcdef"), out _, out _, limits));
        Assert.False(HeaderBlock.TryParse(Samples.Bytes("A: bcde\n\nxxx"), out _, out MimeFault fault, limits));
        Assert.Equal(MimeFault.TooLarge, fault);
        Assert.True(HeaderBlock.TryParse(Samples.Bytes("a:\nb:\n\nc:\n"), out _, out _, limits));
        Assert.False(HeaderBlock.TryParse(Samples.Bytes("a:\nb:\nc:\n"), out _, out fault, limits with { MaxHeaderBytes = 99 }));
        Assert.Equal(MimeFault.TooLarge, fault);
    }
}
