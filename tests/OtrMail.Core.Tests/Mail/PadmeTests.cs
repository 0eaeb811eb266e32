using OtrMail.Core.Mail;

namespace OtrMail.Core.Tests.Mail;

/// <summary>Padmé against the formula of its paper, in floating point, and values worked out by hand.</summary>
public sealed class PadmeTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(7, 7)]
    [InlineData(8, 8)]
    [InlineData(9, 10)] // E = 3, S = 2, z = 1
    [InlineData(15, 16)]
    [InlineData(16, 16)] // E = 4, S = 3, z = 1
    [InlineData(17, 18)]
    [InlineData(100, 104)] // E = 6, S = 3, z = 3
    [InlineData(1000, 1024)] // E = 9, S = 4, z = 5: 1000 = 31.25 · 32
    [InlineData(1023, 1024)]
    [InlineData(1_000_000, 1_015_808)] // E = 19, S = 5, z = 14: 62 · 16384
    public void Known_lengths(long length, long padded) => Assert.Equal(padded, Padme.PaddedLength(length));

    [Fact]
    public void It_is_the_formula_of_the_paper_grows_at_most_12_percent_and_padding_again_changes_nothing()
    {
        for (long length = 2; length < 300_000; length += 1 + (length / 1000))
        {
            double e = Math.Floor(Math.Log2(length));
            double s = Math.Floor(Math.Log2(e)) + 1;
            double unit = Math.Pow(2, Math.Max(0, e - s));
            long padded = Padme.PaddedLength(length);
            Assert.Equal(Math.Ceiling(length / unit) * unit, padded);
            Assert.InRange(padded, length, length * 1.12);
            Assert.Equal(padded, Padme.PaddedLength(padded));
        }
    }

    [Fact]
    public void There_are_few_lengths() =>
        Assert.True(Enumerable.Range(1, 1 << 16).Select(length => Padme.PaddedLength(length)).Distinct().Count() < 200);

    [Fact]
    public void Nothing_has_no_padded_length() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Padme.PaddedLength(0));
}
