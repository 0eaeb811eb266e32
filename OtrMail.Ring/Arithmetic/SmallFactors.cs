using System.Buffers.Binary;

namespace OtrMail.Ring.Arithmetic;

/// <summary>Trial division of a public modulus by all primes below <see cref="RsaLimits.SmallPrimeLimit"/>.</summary>
internal static class SmallFactors
{
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

        // one pass over the number for as many odd primes as have a product below 2^64
        int first = 1;
        while (first < Primes.Length)
        {
            ulong product = 1;
            int end = first;
            while (end < Primes.Length && Math.BigMul(product, Primes[end], out ulong next) == 0)
            {
                product = next;
                end++;
            }

            ulong residue = Residue(limbs, product);
            for (; first < end; first++)
            {
                if (residue % Primes[first] == 0)
                    return true;
            }
        }

        return false;
    }

    /// <summary>
    /// What the number leaves modulo an odd divisor, times a power of two that changes nothing about which primes divide it: it is
    /// divided from its low end, by multiplications alone (Jebelean, "An algorithm for exact division", 1993). After each limb the
    /// limbs so far are −carry · 2^(64 · their count) modulo the divisor.
    /// </summary>
    private static ulong Residue(ReadOnlySpan<ulong> limbs, ulong divisor)
    {
        ulong inverse = InverseModuloWord(divisor);
        ulong carry = 0;
        foreach (ulong limb in limbs)
        {
            ulong borrow = limb < carry ? 1UL : 0;
            carry = Math.BigMul((limb - carry) * inverse, divisor, out _) + borrow;
        }

        return carry;
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
