using System.Numerics;

namespace OtrMail.Ring.Tests;

public class TrapdoorPermutationTests
{
    [Theory]
    [InlineData(2048, 288)]
    [InlineData(2049, 289)]
    [InlineData(2056, 289)]
    [InlineData(2057, 290)]
    [InlineData(3072, 416)]
    [InlineData(4096, 544)]
    public void The_domain_is_the_smallest_whole_number_of_bytes_256_bits_above_the_modulus(int bits, int bytes) =>
        Assert.Equal(bytes, TrapdoorPermutation.DomainBytesFor(bits));

    [Theory]
    [InlineData(2048, 288)]
    [InlineData(2049, 289)]
    [InlineData(2048, 544)]
    [InlineData(3072, 416)]
    public void It_is_what_the_paper_defines_and_the_inverse_undoes_it(int bits, int domainBytes)
    {
        TestKey key = TestKeys.Of(bits);
        var permutation = new TrapdoorPermutation(key.Public, domainBytes);
        var n = new BigInteger(key.Modulus, isUnsigned: true, isBigEndian: true);
        BigInteger end = BigInteger.One << (8 * domainBytes);
        BigInteger whole = end / n * n;
        BigInteger[] values =
        [
            0, 1, 2, n - 1, n, n + 1, n + 2, (2 * n) - 1, whole - n, whole - n + 2, whole - 2, whole - 1, whole, whole + 1, end - 1,
            .. Random(domainBytes, 10),
        ];
        byte[] image = new byte[domainBytes];
        byte[] back = new byte[domainBytes];
        foreach (BigInteger value in values)
        {
            byte[] input = Bytes(value, domainBytes);
            BigInteger quotient = BigInteger.DivRem(value, n, out BigInteger rest);
            BigInteger expected = (quotient + 1) * n <= end ? (quotient * n) + BigInteger.ModPow(rest, 65537, n) : value;
            permutation.Forward(input, image);
            Assert.Equal(Bytes(expected, domainBytes), image);
            permutation.Inverse(key.Private, image, back);
            Assert.Equal(input, back);
            permutation.Inverse(key.Private, input, back);
            permutation.Forward(back, back);
            Assert.Equal(input, back);
        }
    }

    [Fact]
    public void A_domain_that_is_too_short_is_the_callers_mistake() =>
        Assert.Throws<ArgumentException>(() => new TrapdoorPermutation(TestKeys.Of(2048).Public, 287));

    [Fact]
    public void Values_of_another_length_and_other_peoples_keys_are_the_callers_mistake()
    {
        var permutation = new TrapdoorPermutation(TestKeys.Of(2048).Public, 288);
        Assert.Throws<ArgumentException>(() => permutation.Forward(new byte[287], new byte[288]));
        Assert.Throws<ArgumentException>(() => permutation.Forward(new byte[288], new byte[289]));
        Assert.Throws<ArgumentException>(() => permutation.Inverse(TestKeys.Of(2048, 1).Private, new byte[288], new byte[288]));
    }

    private static IEnumerable<BigInteger> Random(int bytes, int count)
    {
        var random = new SeededRandomSource("permutation");
        byte[] buffer = new byte[bytes];
        for (int i = 0; i < count; i++)
        {
            random.Fill(buffer);
            yield return new BigInteger(buffer, isUnsigned: true);
        }
    }

    private static byte[] Bytes(BigInteger value, int length)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - bytes.Length], .. bytes];
    }
}
