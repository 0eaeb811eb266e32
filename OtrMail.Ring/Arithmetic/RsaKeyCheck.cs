namespace OtrMail.Ring.Arithmetic;

/// <summary>
/// The equations of RFC 8017, section 3.2, between the numbers of a private key, in fixed time. That p and q are prime is
/// not among them: the trial operation after the import shows that the key works.
/// </summary>
internal static class RsaKeyCheck
{
    /// <summary>True when n = p·q with odd p ≠ q, e·dp ≡ 1 mod p − 1, dp = d mod p − 1, the same for q, and q·qinv ≡ 1 mod p.</summary>
    public static bool IsConsistent(RsaComponents key)
    {
        if (key.P.Length >= key.Modulus.Length || key.Q.Length >= key.Modulus.Length
            || key.Dp.Length > key.P.Length || key.Dq.Length > key.Q.Length || key.QInverse.Length > key.P.Length
            || key.D.Length > key.Modulus.Length)
            return false;

        // every equation is looked at whatever the others say
        return IsProduct(key)
            & IsOddAndDistinct(key)
            & IsReduced(key.D, key.P, key.Dp)
            & IsReduced(key.D, key.Q, key.Dq)
            & IsInverse([1, 0, 1], key.Dp, key.P, lessOne: true)
            & IsInverse([1, 0, 1], key.Dq, key.Q, lessOne: true)
            & IsInverse(key.Q, key.QInverse, key.P, lessOne: false);
    }

    private static bool IsOddAndDistinct(RsaComponents key) =>
        (key.P[^1] & key.Q[^1] & 1) == 1
        & !System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(key.P, key.Q);

    private static bool IsProduct(RsaComponents key)
    {
        Span<ulong> p = stackalloc ulong[FixedTimeInteger.LimbCount(key.P.Length)];
        Span<ulong> q = stackalloc ulong[FixedTimeInteger.LimbCount(key.Q.Length)];
        Span<ulong> n = stackalloc ulong[FixedTimeInteger.LimbCount(key.Modulus.Length)];
        Span<ulong> product = stackalloc ulong[p.Length + q.Length];
        try
        {
            FixedTimeInteger.Load(key.P, p);
            FixedTimeInteger.Load(key.Q, q);
            FixedTimeInteger.Load(key.Modulus, n);
            FixedTimeInteger.Multiply(p, q, product);
            return FixedTimeInteger.AreEqual(product, n);
        }
        finally
        {
            FixedTimeInteger.Wipe(p);
            FixedTimeInteger.Wipe(q);
        }
    }

    // d mod (prime − 1) = reduced
    private static bool IsReduced(ReadOnlySpan<byte> d, ReadOnlySpan<byte> prime, ReadOnlySpan<byte> reduced)
    {
        Span<ulong> value = stackalloc ulong[FixedTimeInteger.LimbCount(d.Length)];
        Span<ulong> modulus = stackalloc ulong[FixedTimeInteger.LimbCount(prime.Length)];
        Span<ulong> expected = stackalloc ulong[modulus.Length];
        Span<ulong> remainder = stackalloc ulong[modulus.Length];
        try
        {
            FixedTimeInteger.Load(d, value);
            FixedTimeInteger.Load(prime, modulus);
            modulus[0] &= ~1UL; // an odd number less one
            FixedTimeInteger.Load(reduced, expected);
            FixedTimeInteger.Remainder(value, modulus, remainder);
            return FixedTimeInteger.AreEqual(remainder, expected);
        }
        finally
        {
            FixedTimeInteger.Wipe(value);
            FixedTimeInteger.Wipe(modulus);
            FixedTimeInteger.Wipe(expected);
            FixedTimeInteger.Wipe(remainder);
        }
    }

    // a · b ≡ 1 modulo prime, or modulo prime − 1, with b below that
    private static bool IsInverse(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> prime, bool lessOne)
    {
        Span<ulong> left = stackalloc ulong[FixedTimeInteger.LimbCount(a.Length)];
        Span<ulong> modulus = stackalloc ulong[FixedTimeInteger.LimbCount(prime.Length)];
        Span<ulong> right = stackalloc ulong[modulus.Length];
        Span<ulong> product = stackalloc ulong[left.Length + right.Length];
        Span<ulong> remainder = stackalloc ulong[modulus.Length];
        try
        {
            FixedTimeInteger.Load(a, left);
            FixedTimeInteger.Load(b, right);
            FixedTimeInteger.Load(prime, modulus);
            if (lessOne)
                modulus[0] &= ~1UL;
            FixedTimeInteger.Multiply(left, right, product);
            ulong below = FixedTimeInteger.Subtract(right, modulus, remainder);
            FixedTimeInteger.Remainder(product, modulus, remainder);
            return below == 1 & FixedTimeInteger.AreEqual(remainder, [1]);
        }
        finally
        {
            FixedTimeInteger.Wipe(left);
            FixedTimeInteger.Wipe(right);
            FixedTimeInteger.Wipe(modulus);
            FixedTimeInteger.Wipe(product);
            FixedTimeInteger.Wipe(remainder);
        }
    }
}
