using System.Buffers.Binary;

namespace OtrMail.Ring.Arithmetic;

/// <summary>Trial division of a public modulus by all primes below <see cref="RsaLimits.SmallPrimeLimit"/>.</summary>
internal static class SmallFactors
{
    private static readonly uint[] Primes = Sieve();

    /// <summary>True when some small prime divides the big-endian number, two included.</summary>
    public static bool Divide(ReadOnlySpan<byte> number)
    {
        Span<uint> limbs = stackalloc uint[(number.Length + 3) / 4];
        Span<byte> padded = stackalloc byte[limbs.Length * 4];
        padded.Clear();
        number.CopyTo(padded[^number.Length..]);
        for (int i = 0; i < limbs.Length; i++)
            limbs[i] = BinaryPrimitives.ReadUInt32BigEndian(padded[(i * 4)..]);

        // one pass over the number for as many primes as have a product below 2^32
        int first = 0;
        while (first < Primes.Length)
        {
            uint product = 1;
            int end = first;
            while (end < Primes.Length && (ulong)product * Primes[end] <= uint.MaxValue)
                product *= Primes[end++];
            uint remainder = Remainder(limbs, product);
            for (; first < end; first++)
            {
                if (remainder % Primes[first] == 0)
                    return true;
            }
        }

        return false;
    }

    private static uint Remainder(ReadOnlySpan<uint> limbs, uint divisor)
    {
        ulong remainder = 0;
        foreach (uint limb in limbs)
            remainder = ((remainder << 32) | limb) % divisor;
        return (uint)remainder;
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
