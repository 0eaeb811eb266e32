using OtrMail.Core.Tests.Mail;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Tests.Wire;

/// <summary>ASCII armour: any bytes go in and out, and only canonical base64 is read.</summary>
public sealed class ArmourTests
{
    [Fact]
    public void Bytes_of_every_length_come_back()
    {
        var random = new SeededRandom(7);
        for (int length = 1; length < 200; length++)
        {
            byte[] bytes = new byte[length];
            random.Fill(bytes);
            string text = Armour.Write(Armour.KeyBundle, bytes);
            Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 64));
            Assert.True(Armour.TryRead(Armour.KeyBundle, text, length, out byte[]? read));
            Assert.Equal(bytes, read);
            Assert.False(Armour.TryRead(Armour.KeyBundle, text, length - 1, out _));
            string other = text.Replace("\n", " \t\r\n\r\n", StringComparison.Ordinal);
            Assert.True(Armour.TryRead(Armour.KeyBundle, "Hello,\n\n" + other + "\n-- \nAlice", length, out read));
            Assert.Equal(bytes, read);
        }
    }

    [Theory]
    [InlineData("AAA=", true)]
    [InlineData("AA==", true)]
    [InlineData("AAAA", true)]
    [InlineData("A A A =", true)]
    [InlineData("AAB=", false)] // unused bits are set
    [InlineData("AB==", false)]
    [InlineData("AAA", false)]
    [InlineData("AA=A", false)]
    [InlineData("====", false)]
    [InlineData("AAAA====", false)]
    [InlineData("AA= =\r\n", true)]
    [InlineData("AA= =\r\nAAAA", false)]
    [InlineData("AB= =\r\n", false)]
    [InlineData("A===", false)]
    [InlineData("=AAA", false)]
    [InlineData("AAAA=", false)]
    [InlineData("AAAA\u00A0", false)]
    [InlineData("AAAA\v", false)]
    [InlineData("AAAA\0", false)]
    [InlineData("AAA=AAAA", false)]
    [InlineData("AA-_", false)]
    [InlineData("AAA\u0661", false)]
    [InlineData("AA:=", false)]
    [InlineData("", false)]
    [InlineData("  \n", false)]
    public void Only_canonical_base64_is_read(string base64, bool good)
    {
        Assert.Equal(good, Armour.TryBase64(base64, 100, out _));
        Assert.Equal(good, Armour.TryRead("X", $"-----BEGIN X-----\n{base64}\n-----END X-----", 100, out _));
    }

    [Theory]
    [InlineData("-----BEGIN X-----\nAAAA\n")]
    [InlineData("AAAA\n-----END X-----")]
    [InlineData("-----END X-----\nAAAA\n-----BEGIN X-----")]
    [InlineData("-----BEGIN Y-----\nAAAA\n-----END Y-----")]
    [InlineData("")]
    public void Without_both_lines_there_is_no_armour(string text) =>
        Assert.False(Armour.TryRead("X", text, 100, out _));
}
