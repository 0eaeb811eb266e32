using System.Buffers.Binary;
using OtrMail.Ring.Arithmetic;

namespace OtrMail.Core.Primitives;

/// <summary>
/// Arithmetic on exponents of <see cref="ModpGroup"/>, modulo its order q, for proofs of knowledge. Exponents are big-endian;
/// results are <see cref="ModpGroup.ElementBytes"/> long. No branch and no address depends on a value, only on lengths.
/// </summary>
public static class ModpExponent
{
    private const int Limbs = ModpGroup.ElementBytes / sizeof(ulong);

    /// <summary>
    /// result = random − secret · challenge mod q: the answer of a Schnorr proof. Each argument has at most
    /// <see cref="ModpGroup.ElementBytes"/> bytes and need not be below q.
    /// </summary>
    public static void Answer(ReadOnlySpan<byte> random, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> challenge, Span<byte> result)
    {
        Span<ulong> order = stackalloc ulong[Limbs];
        Span<ulong> product = stackalloc ulong[2 * Limbs];
        Span<ulong> a = stackalloc ulong[Limbs];
        Span<ulong> b = stackalloc ulong[Limbs];
        FixedTimeInteger.Load(ModpGroup.Order, order);
        FixedTimeInteger.Load(secret, a);
        FixedTimeInteger.Load(challenge, b);
        FixedTimeInteger.Multiply(a, b, product);
        FixedTimeInteger.Remainder(product, order, b);

        // random + (q − product), which is positive, then modulo q
        FixedTimeInteger.Load(random, product[..Limbs]);
        product[Limbs..].Clear();
        FixedTimeInteger.Subtract(order, b, a);
        Add(product, a);
        FixedTimeInteger.Remainder(product[..(Limbs + 1)], order, a);
        Store(a, result);
        FixedTimeInteger.Wipe(product);
        FixedTimeInteger.Wipe(a);
        FixedTimeInteger.Wipe(b);
    }

    /// <summary>
    /// Whether an exponent from outside lies between 1 and q − 1. It is public; the time depends on it.
    /// </summary>
    public static bool IsInRange(ReadOnlySpan<byte> exponent)
    {
        ReadOnlySpan<byte> significant = exponent.TrimStart((byte)0);
        return !significant.IsEmpty
            && (significant.Length < ModpGroup.ElementBytes
                || (significant.Length == ModpGroup.ElementBytes && significant.SequenceCompareTo(ModpGroup.Order) < 0));
    }

    private static void Add(Span<ulong> sum, ReadOnlySpan<ulong> number)
    {
        ulong carry = 0;
        for (int i = 0; i < sum.Length; i++)
        {
            UInt128 limb = (UInt128)sum[i] + (i < number.Length ? number[i] : 0) + carry;
            sum[i] = (ulong)limb;
            carry = (ulong)(limb >> 64);
        }
    }

    private static void Store(ReadOnlySpan<ulong> number, Span<byte> result)
    {
        for (int i = 0; i < number.Length; i++)
            BinaryPrimitives.WriteUInt64BigEndian(result[^((i + 1) * sizeof(ulong))..], number[i]);
    }
}
