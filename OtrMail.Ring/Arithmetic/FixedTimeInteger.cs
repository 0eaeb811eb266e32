using System.Security.Cryptography;

namespace OtrMail.Ring.Arithmetic;

/// <summary>
/// Just enough arithmetic on secret integers to check a private key: no branch and no memory access depends on a value,
/// only on lengths. Numbers are little-endian arrays of 32-bit limbs. Schoolbook methods (Knuth, The Art of Computer
/// Programming 2, 4.3.1 M; division bit by bit): a key is checked once, so speed does not count.
/// </summary>
internal static class FixedTimeInteger
{
    /// <summary>Limbs that a big-endian number of so many bytes takes.</summary>
    public static int LimbCount(int bytes) => (bytes + 3) / 4;

    /// <summary>Reads a big-endian number; the limbs above it become zero.</summary>
    public static void Load(ReadOnlySpan<byte> bigEndian, Span<uint> limbs)
    {
        limbs.Clear();
        for (int i = 0; i < bigEndian.Length; i++)
            limbs[i / 4] |= (uint)bigEndian[^(i + 1)] << (8 * (i % 4));
    }

    /// <summary>product = a · b, where product has as many limbs as both together.</summary>
    public static void Multiply(ReadOnlySpan<uint> a, ReadOnlySpan<uint> b, Span<uint> product)
    {
        product.Clear();
        for (int i = 0; i < a.Length; i++)
        {
            ulong carry = 0;
            for (int j = 0; j < b.Length; j++)
            {
                carry += ((ulong)a[i] * b[j]) + product[i + j];
                product[i + j] = (uint)carry;
                carry >>= 32;
            }

            product[i + b.Length] = (uint)carry;
        }
    }

    /// <summary>remainder = value mod modulus; the remainder has as many limbs as the modulus, which is not zero.</summary>
    public static void Remainder(ReadOnlySpan<uint> value, ReadOnlySpan<uint> modulus, Span<uint> remainder)
    {
        Span<uint> difference = stackalloc uint[modulus.Length];
        remainder.Clear();
        for (int bit = (value.Length * 32) - 1; bit >= 0; bit--)
        {
            uint carry = (value[bit / 32] >> (bit % 32)) & 1;
            for (int i = 0; i < remainder.Length; i++)
            {
                uint limb = remainder[i];
                remainder[i] = (limb << 1) | carry;
                carry = limb >> 31;
            }

            uint borrow = Subtract(remainder, modulus, difference);
            uint keep = 0u - (carry | (borrow ^ 1)); // all ones when the doubled remainder reached the modulus
            for (int i = 0; i < remainder.Length; i++)
                remainder[i] = (difference[i] & keep) | (remainder[i] & ~keep);
        }

        Wipe(difference);
    }

    /// <summary>difference = a − b modulo 2^(32 · limbs); answers 1 when b exceeds a, otherwise 0.</summary>
    public static uint Subtract(ReadOnlySpan<uint> a, ReadOnlySpan<uint> b, Span<uint> difference)
    {
        ulong borrow = 0;
        for (int i = 0; i < a.Length; i++)
        {
            ulong limb = (ulong)a[i] - b[i] - borrow;
            difference[i] = (uint)limb;
            borrow = limb >> 63;
        }

        return (uint)borrow;
    }

    /// <summary>True when both are the same number; the longer one's further limbs must be zero.</summary>
    public static bool AreEqual(ReadOnlySpan<uint> a, ReadOnlySpan<uint> b)
    {
        uint difference = 0;
        for (int i = 0; i < Math.Max(a.Length, b.Length); i++)
            difference |= (i < a.Length ? a[i] : 0) ^ (i < b.Length ? b[i] : 0);
        return difference == 0;
    }

    /// <summary>Overwrites secret limbs with zeros.</summary>
    public static void Wipe(Span<uint> limbs) =>
        CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(limbs));
}
