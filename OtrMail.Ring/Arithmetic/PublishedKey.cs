using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace OtrMail.Ring.Arithmetic;

/// <summary>
/// All numbers of a key from its modulus and one prime, as RFC 8017, section 3.2, defines them. For published primes
/// only: <see cref="BigInteger"/> takes variable time and cannot be wiped, so no living secret may come here.
/// </summary>
internal static class PublishedKey
{
    /// <summary>Answers the encoding of the private key; false when the number does not lead to one.</summary>
    public static bool TryRebuild(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> prime, [NotNullWhen(true)] out byte[]? encoded)
    {
        encoded = null;
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        var factor = new BigInteger(prime, isUnsigned: true, isBigEndian: true);
        if (factor.IsOne || factor >= n)
            return false;
        BigInteger cofactor = BigInteger.DivRem(n, factor, out BigInteger rest);
        if (!rest.IsZero)
            return false;

        // the larger one first, so that it does not matter which of the two was published
        BigInteger p = BigInteger.Max(factor, cofactor);
        BigInteger q = BigInteger.Min(factor, cofactor);
        BigInteger order = (p - 1) * (q - 1) / BigInteger.GreatestCommonDivisor(p - 1, q - 1);
        if (!TryInvert(RsaLimits.PublicExponent, order, out BigInteger d) || !TryInvert(q, p, out BigInteger qInverse))
            return false;
        var key = new RsaComponents
        {
            Modulus = modulus,
            P = Bytes(p),
            Q = Bytes(q),
            D = Bytes(d),
            Dp = Bytes(d % (p - 1)),
            Dq = Bytes(d % (q - 1)),
            QInverse = Bytes(qInverse),
        };
        encoded = new byte[key.EncodedLength];
        key.Encode(encoded);
        return true;
    }

    private static byte[] Bytes(BigInteger number) => number.ToByteArray(isUnsigned: true, isBigEndian: true);

    // the extended algorithm of Euclid
    private static bool TryInvert(BigInteger number, BigInteger modulus, out BigInteger inverse)
    {
        (BigInteger previous, BigInteger current) = (modulus, number % modulus);
        (BigInteger previousFactor, BigInteger factor) = (BigInteger.Zero, BigInteger.One);
        while (!current.IsZero)
        {
            BigInteger quotient = previous / current;
            (previous, current) = (current, previous - (quotient * current));
            (previousFactor, factor) = (factor, previousFactor - (quotient * factor));
        }

        inverse = previousFactor.Sign < 0 ? previousFactor + modulus : previousFactor;
        return previous.IsOne;
    }
}
