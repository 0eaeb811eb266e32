using System.Security.Cryptography;

namespace OtrMail.Ring.Arithmetic;

/// <summary>
/// Just enough arithmetic on secret integers to check a private key: no branch and no memory access depends on a value,
/// only on lengths. Numbers are little-endian arrays of 64-bit limbs. Schoolbook methods (Knuth, The Art of Computer
/// Programming 2, 4.3.1 M; division bit by bit): a key is checked once, so speed does not count.
/// </summary>
internal static class FixedTimeInteger
{
    /// <summary>Limbs that a big-endian number of so many bytes takes.</summary>
    public static int LimbCount(int bytes) => (bytes + 7) / 8;

    /// <summary>Reads a big-endian number; the limbs above it become zero.</summary>
    public static void Load(ReadOnlySpan<byte> bigEndian, Span<ulong> limbs)
    {
        limbs.Clear();
        for (int i = 0; i < bigEndian.Length; i++)
            limbs[i / 8] |= (ulong)bigEndian[^(i + 1)] << (8 * (i % 8));
    }

    /// <summary>product = a · b, where product has as many limbs as both together.</summary>
    public static void Multiply(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> product)
    {
        product.Clear();
        for (int i = 0; i < a.Length; i++)
        {
            ulong carry = 0;
            for (int j = 0; j < b.Length; j++)
            {
                UInt128 sum = ((UInt128)a[i] * b[j]) + product[i + j] + carry;
                product[i + j] = (ulong)sum;
                carry = (ulong)(sum >> 64);
            }

            product[i + b.Length] = carry;
        }
    }

    /// <summary>
    /// remainder = value mod modulus. The remainder has as many limbs as the modulus, whose highest limb is not zero.
    /// </summary>
    public static void Remainder(ReadOnlySpan<ulong> value, ReadOnlySpan<ulong> modulus, Span<ulong> remainder)
    {
        Span<ulong> difference = stackalloc ulong[modulus.Length];

        // the upper limbs, one fewer than the modulus has, are below it as they are
        int upper = Math.Min(value.Length, modulus.Length - 1);
        remainder.Clear();
        value[^upper..].CopyTo(remainder);
        for (int bit = ((value.Length - upper) * 64) - 1; bit >= 0; bit--)
        {
            ulong carry = (value[bit / 64] >> (bit % 64)) & 1;
            for (int i = 0; i < remainder.Length; i++)
            {
                ulong limb = remainder[i];
                remainder[i] = (limb << 1) | carry;
                carry = limb >> 63;
            }

            ulong borrow = Subtract(remainder, modulus, difference);
            ulong keep = 0UL - (carry | (borrow ^ 1)); // all ones when the doubled remainder reached the modulus
            for (int i = 0; i < remainder.Length; i++)
                remainder[i] = (difference[i] & keep) | (remainder[i] & ~keep);
        }

        Wipe(difference);
    }

    /// <summary>difference = a − b modulo 2^(64 · limbs); answers 1 when b exceeds a, otherwise 0.</summary>
    public static ulong Subtract(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> difference)
    {
        ulong borrow = 0;
        for (int i = 0; i < a.Length; i++)
        {
            ulong limb = unchecked(a[i] - b[i] - borrow);

            // the borrow bit by logic, not by a comparison that might become a branch (Hacker's Delight, 2-16)
            borrow = ((~a[i] & b[i]) | (~(a[i] ^ b[i]) & limb)) >> 63;
            difference[i] = limb;
        }

        return borrow;
    }

    /// <summary>True when both are the same number; the longer one's further limbs must be zero.</summary>
    public static bool AreEqual(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        ulong difference = 0;
        for (int i = 0; i < Math.Max(a.Length, b.Length); i++)
            difference |= (i < a.Length ? a[i] : 0) ^ (i < b.Length ? b[i] : 0);
        return difference == 0;
    }

    /// <summary>Overwrites secret limbs with zeros.</summary>
    public static void Wipe(Span<ulong> limbs) =>
        CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(limbs));
}
