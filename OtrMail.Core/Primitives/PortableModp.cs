using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OtrMail.Ring.Arithmetic;

namespace OtrMail.Core.Primitives;

/// <summary>
/// Powers and products in managed code, for systems without libcrypto: Montgomery's multiplication (Math. Comp. 44, 1985; the
/// interleaved form of Koç, Acar and Kaliski, "Analyzing and comparing Montgomery multiplication algorithms", IEEE Micro 1996),
/// exponents in windows of four bits. No branch and no address depends on a value, only on lengths.
/// </summary>
internal sealed class PortableModp : IModpArithmetic
{
    private const int WindowBits = 4;
    private const int TableSize = 1 << WindowBits;

    private readonly ulong[] _prime;
    private readonly ulong[] _one; // R mod p: 1 in Montgomery's form
    private readonly ulong[] _square; // R² mod p: takes numbers into Montgomery's form
    private readonly ulong _inverse; // −1/p modulo 2^64

    /// <summary>The arithmetic modulo an odd number, big-endian, of whole 64-bit words.</summary>
    public PortableModp(ReadOnlySpan<byte> prime)
    {
        int limbs = FixedTimeInteger.LimbCount(prime.Length);
        _prime = new ulong[limbs];
        _one = new ulong[limbs];
        _square = new ulong[limbs];
        FixedTimeInteger.Load(prime, _prime);
        FixedTimeInteger.Remainder([.. new ulong[limbs], 1], _prime, _one);
        FixedTimeInteger.Remainder([.. new ulong[2 * limbs], 1], _prime, _square);
        ulong inverse = _prime[0]; // right in its lowest three bits; each step doubles them (Newton)
        for (int bits = 3; bits < 64; bits *= 2)
            inverse = unchecked(inverse * (2 - (_prime[0] * inverse)));
        _inverse = unchecked(0 - inverse);
    }

    public void Power(ReadOnlySpan<byte> value, ReadOnlySpan<byte> exponent, Span<byte> result)
    {
        int limbs = _prime.Length;
        Span<ulong> table = stackalloc ulong[TableSize * limbs];
        Span<ulong> power = stackalloc ulong[limbs];
        Span<ulong> factor = stackalloc ulong[limbs];
        FixedTimeInteger.Load(value, factor);
        Multiply(factor, _square, factor);
        _one.CopyTo(table);
        for (int i = 1; i < TableSize; i++)
            Multiply(table.Slice((i - 1) * limbs, limbs), factor, table.Slice(i * limbs, limbs));
        _one.CopyTo(power);
        foreach (byte pair in exponent)
        {
            for (int shift = 8 - WindowBits; shift >= 0; shift -= WindowBits)
            {
                for (int i = 0; i < WindowBits; i++)
                    Multiply(power, power, power);
                FixedTimeTable.Select(table, (ulong)(pair >> shift) & (TableSize - 1), factor);
                Multiply(power, factor, power);
            }
        }

        Finish(power, result);
        Wipe(table);
        Wipe(power);
        Wipe(factor);
    }

    public void PowerOfGenerator(ReadOnlySpan<byte> exponent, Span<byte> result) => Power(ModpGroup.Generator, exponent, result);

    public void Multiply(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> result)
    {
        Span<ulong> a = stackalloc ulong[_prime.Length];
        Span<ulong> b = stackalloc ulong[_prime.Length];
        FixedTimeInteger.Load(first, a);
        FixedTimeInteger.Load(second, b);
        Multiply(a, _square, a);
        Multiply(b, _square, b);
        Multiply(a, b, a);
        Finish(a, result);
        Wipe(a);
        Wipe(b);
    }

    /// <summary>Out of Montgomery's form, into bytes.</summary>
    private void Finish(Span<ulong> number, Span<byte> result)
    {
        Span<ulong> plainOne = stackalloc ulong[_prime.Length];
        plainOne.Clear();
        plainOne[0] = 1;
        Multiply(number, plainOne, number);
        for (int i = 0; i < number.Length; i++)
            BinaryPrimitives.WriteUInt64BigEndian(result[^((i + 1) * sizeof(ulong))..], number[i]);
    }

    /// <summary>product = a · b / R mod p, fully reduced. The product may be one of the factors.</summary>
    private void Multiply(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> product)
    {
        int limbs = _prime.Length;
        Span<ulong> sum = stackalloc ulong[limbs + 1];
        Span<ulong> reduced = stackalloc ulong[limbs];
        sum.Clear();
        for (int i = 0; i < limbs; i++)
        {
            UInt128 top = (UInt128)AddProduct(sum, b, a[i]) + sum[limbs];
            top += AddProduct(sum, _prime, unchecked(sum[0] * _inverse));
            sum[1..limbs].CopyTo(sum);
            sum[limbs - 1] = (ulong)top;
            sum[limbs] = (ulong)(top >> 64);
        }

        // below 2p now: take p away unless that is too much
        ulong borrow = FixedTimeInteger.Subtract(sum[..limbs], _prime, reduced);
        ulong keep = unchecked(0UL - (sum[limbs] | (borrow ^ 1)));
        for (int i = 0; i < limbs; i++)
            product[i] = (reduced[i] & keep) | (sum[i] & ~keep);
        Wipe(sum);
        Wipe(reduced);
    }

    /// <summary>sum += number · factor over as many limbs as the number has; answers the carry.</summary>
    private static ulong AddProduct(Span<ulong> sum, ReadOnlySpan<ulong> number, ulong factor)
    {
        ulong carry = 0;
        for (int j = 0; j < number.Length; j++)
        {
            ulong high = Math.BigMul(number[j], factor, out ulong low);
            UInt128 term = new UInt128(high, low) + sum[j] + carry;
            sum[j] = (ulong)term;
            carry = (ulong)(term >> 64);
        }

        return carry;
    }

    private static void Wipe(Span<ulong> limbs) => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(limbs));
}
