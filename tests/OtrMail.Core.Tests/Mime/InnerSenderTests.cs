using OtrMail.Core.Mime;

namespace OtrMail.Core.Tests.Mime;

public class InnerSenderTests
{
    [Theory]
    [InlineData("From: a@example.org\nFrom: b@example.net\n\n", MimeFault.ManySenders)]
    [InlineData("From: a@example.org\nfRoM : a@example.org\n\n", MimeFault.ManySenders)]
    [InlineData("From: a@example.org, b@example.net\n\n", MimeFault.ManySenders)]
    [InlineData("Subject: x\n\nFrom: a@example.org\n", MimeFault.NoSender)]
    [InlineData("From: a@example.org\njunk\nFrom: b@example.net\n\n", MimeFault.Malformed)]
    [InlineData("From: a@example.org\nX: y\rFrom: b@example.net\n\n", MimeFault.Malformed)]
    [InlineData("From b@example.net\nFrom: a@example.org\n\n", MimeFault.Malformed)]
    [InlineData(" From: b@example.net\nFrom: a@example.org\n\n", MimeFault.Malformed)]
    [InlineData("From: a@example.org\0\n\n", MimeFault.Malformed)]
    [InlineData("From: \"a@example.org\"\n\n", MimeFault.BadFrom)]
    public void Whoever_cannot_be_told_for_sure_is_refused(string inner, MimeFault expected)
    {
        Assert.False(InnerSender.TryRead(Samples.Bytes(inner), out _, out MimeFault fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void A_display_name_is_no_address()
    {
        Assert.True(InnerSender.TryRead(Samples.Bytes("From: \"alice@example.org\" <Mallory@Example.COM>\n\n"), out Core.Keys.Address? sender, out _));
        Assert.Equal("mallory@example.com", sender.ToString());
    }
}
