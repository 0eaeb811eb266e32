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
            uint[] x = Limbs(a, left);
            uint[] y = Limbs(b, right);
            uint[] product = new uint[x.Length + y.Length];
            FixedTimeInteger.Multiply(x, y, product);
            Assert.Equal(a * b, Value(product));
            if (!b.IsZero)
            {
                uint[] remainder = new uint[y.Length];
                FixedTimeInteger.Remainder(x, y, remainder);
                Assert.Equal(a % b, Value(remainder));
            }

            if (x.Length == y.Length)
            {
                uint[] difference = new uint[x.Length];
                Assert.Equal(b > a ? 1u : 0u, FixedTimeInteger.Subtract(x, y, difference));
                Assert.Equal(b > a ? a - b + (BigInteger.One << (32 * x.Length)) : a - b, Value(difference));
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

    private static uint[] Limbs(BigInteger value, int bytes)
    {
        uint[] limbs = new uint[FixedTimeInteger.LimbCount(bytes)];
        FixedTimeInteger.Load(value.ToByteArray(isUnsigned: true, isBigEndian: true), limbs);
        return limbs;
    }

    private static BigInteger Value(uint[] limbs) =>
        limbs.Reverse().Aggregate(BigInteger.Zero, (number, limb) => (number << 32) + limb);
}
