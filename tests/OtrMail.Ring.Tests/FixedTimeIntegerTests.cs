using System.Numerics;
using OtrMail.Ring.Arithmetic;

namespace OtrMail.Ring.Tests;

public class FixedTimeIntegerTests
{
    public static TheoryData<int, int> Lengths => new()
    {
        { 1, 1 }, { 4, 4 }, { 5, 3 }, { 128, 128 }, { 129, 128 }, { 256, 128 }, { 512, 256 }, { 3, 256 },
    };

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Products_remainders_and_differences_are_those_of_BigInteger(int left, int right)
    {
        var random = new SeededRandomSource($"fixed time {left} {right}");
        for (int round = 0; round < 50; round++)
        {
            BigInteger a = Draw(random, left, round);
            BigInteger b = Draw(random, right, round + 1);
            ulong[] x = Limbs(a, left);
            ulong[] y = Limbs(b, right);
            ulong[] product = new ulong[x.Length + y.Length];
            FixedTimeInteger.Multiply(x, y, product);
            Assert.Equal(a * b, Value(product));
            if (y[^1] != 0)
            {
                ulong[] remainder = new ulong[y.Length];
                FixedTimeInteger.Remainder(x, y, remainder);
                Assert.Equal(a % b, Value(remainder));
            }

            if (x.Length == y.Length)
            {
                ulong[] difference = new ulong[x.Length];
                Assert.Equal(b > a ? 1UL : 0UL, FixedTimeInteger.Subtract(x, y, difference));
                Assert.Equal(b > a ? a - b + (BigInteger.One << (64 * x.Length)) : a - b, Value(difference));
            }

            Assert.Equal(a == b, FixedTimeInteger.AreEqual(x, y));
        }
    }

    // random, with all ones and all zeros among them
    private static BigInteger Draw(SeededRandomSource random, int length, int round)
    {
        byte[] bytes = new byte[length];
        random.Fill(bytes);
        if (round % 10 == 3)
            Array.Fill(bytes, (byte)0xff);
        if (round % 10 == 7)
            Array.Clear(bytes);
        return new BigInteger(bytes, isUnsigned: true);
    }

    private static ulong[] Limbs(BigInteger value, int bytes)
    {
        ulong[] limbs = new ulong[FixedTimeInteger.LimbCount(bytes)];
        FixedTimeInteger.Load(value.ToByteArray(isUnsigned: true, isBigEndian: true), limbs);
        return limbs;
    }

    private static BigInteger Value(ulong[] limbs) =>
        limbs.Reverse().Aggregate(BigInteger.Zero, (number, limb) => (number << 64) + limb);
}
