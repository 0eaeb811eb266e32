using System.Numerics;
using OtrMail.Ring.Arithmetic;

namespace OtrMail.Ring.Tests;

public class SmallFactorsTests
{
    private static readonly int[] Primes = [.. Enumerable.Range(2, 4094).Where(n => Enumerable.Range(2, (int)Math.Sqrt(n) - 1).All(d => n % d != 0))];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(384)]
    [InlineData(512)]
    public void What_divides_a_number_is_found_as_by_division(int bytes)
    {
        var random = new SeededRandomSource($"small factors {bytes}");
        byte[] number = new byte[bytes];
        for (int round = 0; round < 300; round++)
        {
            random.Fill(number);
            if (round % 10 == 0)
                number.AsSpan(bytes / 2).Fill(0xff); // carries and borrows
            var value = new BigInteger(number, isUnsigned: true, isBigEndian: true);
            Assert.Equal(Primes.Any(prime => value % prime == 0), SmallFactors.Divide(number));
        }
    }

    [Fact]
    public void Every_prime_below_the_limit_is_found_in_a_number_that_has_no_other()
    {
        BigInteger large = BigInteger.Pow(2, 2203) - 1; // a Mersenne prime
        Assert.False(SmallFactors.Divide(Bytes(large)));
        Assert.False(SmallFactors.Divide(Bytes(large * 4099))); // the first prime above
        foreach (int prime in Primes)
            Assert.True(SmallFactors.Divide(Bytes(large * prime)), $"{prime}");
        Assert.Equal(564, Primes.Length);
    }

    private static byte[] Bytes(BigInteger value) => value.ToByteArray(isUnsigned: true, isBigEndian: true);
}
