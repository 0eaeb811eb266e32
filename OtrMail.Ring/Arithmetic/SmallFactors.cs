using System.Buffers.Binary;

namespace OtrMail.Ring.Arithmetic;

/// <summary>Trial division of a public modulus by all primes below <see cref="RsaLimits.SmallPrimeLimit"/>.</summary>
internal static class SmallFactors
{
    private const int Lanes = 4;

    private static readonly uint[] Primes = Sieve();

    /// <summary>True when some small prime divides the big-endian number, two included.</summary>
    public static bool Divide(ReadOnlySpan<byte> number)
    {
        if (number.IsEmpty || (number[^1] & 1) == 0)
            return true;
        Span<ulong> limbs = stackalloc ulong[(number.Length + 7) / 8];
        Span<byte> padded = stackalloc byte[limbs.Length * 8];
        padded.Clear();
        number.CopyTo(padded[^number.Length..]);
        for (int i = 0; i < limbs.Length; i++)
            limbs[^(i + 1)] = BinaryPrimitives.ReadUInt64BigEndian(padded[(i * 8)..]);

        Span<ulong> products = stackalloc ulong[Lanes];
        Span<ulong> residues = stackalloc ulong[Lanes];
        Span<int> ends = stackalloc int[Lanes];
        for (int first = 1; first < Primes.Length;)
        {
            int end = first;
            for (int lane = 0; lane < Lanes; lane++)
            {
                end = NextProduct(end, out products[lane]);
                ends[lane] = end;
            }

            Reduce(limbs, products, residues);
            for (int lane = 0; lane < Lanes; lane++)
            {
                for (; first < ends[lane]; first++)
                {
                    if (residues[lane] % Primes[first] == 0)
                        return true;
                }
            }
        }

        return false;
    }

    /// <summary>The product of as many odd primes as have one below 2^64, from one of them on; 1 when there are no more.</summary>
    private static int NextProduct(int first, out ulong product)
    {
        product = 1;
        int end = first;
        while (end < Primes.Length && Math.BigMul(product, Primes[end], out ulong next) == 0)
        {
            product = next;
            end++;
        }

        return end;
    }

    /// <summary>
    /// What the number leaves modulo four odd divisors in one pass, times a power of two that changes nothing about which primes divide it: it is
    /// divided from its low end, by multiplications alone (Jebelean, "An algorithm for exact division", 1993). After each limb the
    /// limbs so far are −carry · 2^(64 · their count) modulo the divisor. Each multiplication waits for the one before it, so four divisors take hardly
    /// longer than one.
    /// </summary>
    private static void Reduce(ReadOnlySpan<ulong> limbs, ReadOnlySpan<ulong> divisors, Span<ulong> residues)
    {
        (ulong a, ulong b, ulong c, ulong d) = (divisors[0], divisors[1], divisors[2], divisors[3]);
        ulong inverseA = InverseModuloWord(a), inverseB = InverseModuloWord(b), inverseC = InverseModuloWord(c), inverseD = InverseModuloWord(d);
        ulong carryA = 0, carryB = 0, carryC = 0, carryD = 0;
        foreach (ulong limb in limbs)
        {
            carryA = Step(limb, carryA, a, inverseA);
            carryB = Step(limb, carryB, b, inverseB);
            carryC = Step(limb, carryC, c, inverseC);
            carryD = Step(limb, carryD, d, inverseD);
        }

        (residues[0], residues[1], residues[2], residues[3]) = (carryA, carryB, carryC, carryD);
    }

    private static ulong Step(ulong limb, ulong carry, ulong divisor, ulong inverse)
    {
        ulong borrow = limb < carry ? 1UL : 0;
        return Math.BigMul((limb - carry) * inverse, divisor, out _) + borrow;
    }

    /// <summary>1/odd modulo 2^64: each of Newton's steps doubles the digits that are right, of which odd itself has three.</summary>
    private static ulong InverseModuloWord(ulong odd)
    {
        ulong inverse = odd;
        for (int digits = 3; digits < 64; digits *= 2)
            inverse *= 2 - (odd * inverse);
        return inverse;
    }

    private static uint[] Sieve()
    {
        bool[] composite = new bool[RsaLimits.SmallPrimeLimit];
        var primes = new List<uint>();
        for (int i = 2; i < composite.Length; i++)
        {
            if (composite[i])
                continue;
            primes.Add((uint)i);
            for (int j = i * i; j < composite.Length; j += i)
                composite[j] = true;
        }

        return [.. primes];
    }
}
