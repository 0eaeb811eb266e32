using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OtrMail.Ring.Arithmetic;

namespace OtrMail.Core.Primitives;

/// <summary>
/// Powers of the group's generator by a table that is computed once (the comb of Lim and Lee, "More flexible exponentiation with
/// precomputation", CRYPTO '94): 71 products instead of 416. Libcrypto multiplies.
/// </summary>
/// <remarks>
/// <para>
/// The exponent is five rows of 64 bits. A column of five bits is a digit; the 64 columns are eight blocks of eight, and each
/// block has a table of 32 entries: the product of 2^(2^(64·row + 8·block)) over the rows whose bit is set. The power is built
/// from eight columns at a time, one of each block, with a squaring between.
/// </para>
/// <para>
/// Constant time: every entry of a table is read for each digit. Libcrypto keeps numbers without zeros in front, so a number
/// that is shorter than the prime takes another time; one in Montgomery's form is, in fact, 1, the entry of the digit 0. So all
/// entries are multiplied by one public element, the mask, such that each has its full length to the last byte (that is checked);
/// the last product takes the mask's power away again. What is computed on the way is shorter by a word with a probability of 2^-64.
/// </para>
/// </remarks>
internal sealed unsafe class LibcryptoGenerator
{
    private const int Rows = 5;
    private const int Blocks = 8;
    private const int ColumnsOfBlock = 8;
    private const int Entries = 1 << Rows;
    private const int Limbs = ModpGroup.ElementBytes / sizeof(ulong);

    // the mask is 2 to this power: one of the smallest that serve
    private const int MaskExponent = 64;

    // each step squares what is there and multiplies by an entry of each block: 8 · (1 + 2 + … + 128)
    private const int MaskPower = Blocks * ((1 << ColumnsOfBlock) - 1);

    private readonly nint _montgomery;
    private readonly ulong[] _table = new ulong[Blocks * Entries * Limbs]; // Montgomery's form, limbs of little-endian bytes
    private readonly byte[] _unmask;

    private LibcryptoGenerator(nint montgomery, byte[] unmask) => (_montgomery, _unmask) = (montgomery, unmask);

    /// <summary>The table; null when libcrypto refuses, or an entry is shorter than the prime.</summary>
    /// <param name="montgomery">The prime's constants.</param>
    /// <param name="arithmetic">Makes the mask and takes it away.</param>
    public static LibcryptoGenerator? TryCreate(nint montgomery, IModpArithmetic arithmetic)
    {
        byte[] half = ModpGroup.Order.ToArray(); // 1/2 is q + 1
        for (int i = half.Length - 1; ++half[i] == 0; i--)
        {
        }

        byte[] mask = new byte[ModpGroup.ElementBytes];
        byte[] unmask = new byte[ModpGroup.ElementBytes];
        arithmetic.Power(ModpGroup.Generator, [MaskExponent], mask);
        Span<byte> exponent = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(exponent, MaskExponent * MaskPower);
        arithmetic.Power(half, exponent, unmask);
        var generator = new LibcryptoGenerator(montgomery, unmask);
        return unmask[0] != 0 && generator.TryFill(mask) ? generator : null;
    }

    /// <summary>result = 2^exponent.</summary>
    /// <param name="exponent"><see cref="ModpGroup.ExponentBytes"/>, big-endian.</param>
    /// <param name="result">Where the power goes.</param>
    public bool TryPower(ReadOnlySpan<byte> exponent, Span<byte> result)
    {
        Span<ulong> rows = stackalloc ulong[Rows];
        Span<ulong> entry = stackalloc ulong[Limbs];
        for (int row = 0; row < Rows; row++)
            rows[row] = BinaryPrimitives.ReadUInt64BigEndian(exponent[^((row + 1) * sizeof(ulong))..]);
        nint scratch = LibcryptoNumbers.NewScratch();
        nint power = LibcryptoNumbers.NewNumber();
        nint factor = LibcryptoNumbers.NewNumber();
        try
        {
            bool isDone = scratch != 0 && power != 0 && factor != 0;
            for (int column = ColumnsOfBlock - 1; column >= 0; column--)
            {
                bool isFirst = column == ColumnsOfBlock - 1;
                isDone = isDone && (isFirst || LibcryptoNumbers.MontgomeryProduct(power, power, power, _montgomery, scratch) == 1);
                for (int block = 0; block < Blocks; block++)
                {
                    FixedTimeTable.Select(TableOf(block), Digit(rows, (block * ColumnsOfBlock) + column), entry);
                    nint target = isFirst && block == 0 ? power : factor;
                    isDone = isDone && Load(entry, target)
                        && (target == power || LibcryptoNumbers.MontgomeryProduct(power, power, factor, _montgomery, scratch) == 1);
                }
            }

            return isDone && Unmask(power, factor, scratch, result);
        }
        finally
        {
            LibcryptoNumbers.WipeNumber(power);
            LibcryptoNumbers.WipeNumber(factor);
            LibcryptoNumbers.FreeScratch(scratch);
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(rows));
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(entry));
        }
    }

    private static ulong Digit(ReadOnlySpan<ulong> rows, int column)
    {
        ulong digit = 0;
        for (int row = 0; row < Rows; row++)
            digit |= ((rows[row] >> column) & 1) << row;
        return digit;
    }

    private Span<ulong> TableOf(int block) => _table.AsSpan(block * Entries * Limbs, Entries * Limbs);

    /// <summary>The mask's inverse, not in Montgomery's form, takes the product out of it, too.</summary>
    private bool Unmask(nint power, nint factor, nint scratch, Span<byte> result)
    {
        fixed (byte* unmask = _unmask, target = result)
        {
            return LibcryptoNumbers.FromBytes(unmask, _unmask.Length, factor) != 0
                && LibcryptoNumbers.MontgomeryProduct(power, power, factor, _montgomery, scratch) == 1
                && LibcryptoNumbers.ToBytes(power, target, result.Length) == result.Length;
        }
    }

    private static bool Load(ReadOnlySpan<ulong> entry, nint number)
    {
        fixed (ulong* limbs = entry)
            return LibcryptoNumbers.FromLittleEndian((byte*)limbs, Limbs * sizeof(ulong), number) != 0;
    }

    private static bool Store(nint number, Span<ulong> entry)
    {
        fixed (ulong* limbs = entry)
            return LibcryptoNumbers.ToLittleEndian(number, (byte*)limbs, Limbs * sizeof(ulong)) == Limbs * sizeof(ulong);
    }

    /// <summary>Fills the table; false when an entry is shorter than the prime. All is public.</summary>
    private bool TryFill(ReadOnlySpan<byte> mask)
    {
        nint scratch = LibcryptoNumbers.NewScratch();
        nint number = LibcryptoNumbers.NewNumber();
        nint factor = LibcryptoNumbers.NewNumber();
        try
        {
            Span<ulong> bases = new ulong[Rows * Blocks * Limbs];
            return scratch != 0 && number != 0 && factor != 0
                && TrySquare(number, scratch, bases)
                && TryEnter(mask, number, scratch)
                && TryCombine(bases, number, factor, scratch);
        }
        finally
        {
            LibcryptoNumbers.WipeNumber(number);
            LibcryptoNumbers.WipeNumber(factor);
            LibcryptoNumbers.FreeScratch(scratch);
        }
    }

    /// <summary>Every eighth of 2, 2², 2⁴, 2⁸ …: one for each row and block.</summary>
    private bool TrySquare(nint number, nint scratch, Span<ulong> bases)
    {
        bool isDone = ToMontgomery(ModpGroup.Generator, number, scratch);
        for (int i = 0; i < Rows * Blocks; i++)
        {
            isDone = isDone && Store(number, bases.Slice(i * Limbs, Limbs));
            for (int column = 0; column < ColumnsOfBlock; column++)
                isDone = isDone && LibcryptoNumbers.MontgomeryProduct(number, number, number, _montgomery, scratch) == 1;
        }

        return isDone;
    }

    /// <summary>The mask is the entry of the digit 0 in each block.</summary>
    private bool TryEnter(ReadOnlySpan<byte> mask, nint number, nint scratch)
    {
        bool isDone = ToMontgomery(mask, number, scratch);
        for (int block = 0; block < Blocks; block++)
            isDone = isDone && Store(number, TableOf(block)[..Limbs]);
        return isDone;
    }

    /// <summary>Each entry is one with a bit less, times the power of that bit's row.</summary>
    private bool TryCombine(ReadOnlySpan<ulong> bases, nint number, nint factor, nint scratch)
    {
        bool isDone = true;
        for (int i = 0; i < Blocks * Entries; i++)
        {
            (int block, int digit) = (i / Entries, i % Entries);
            Span<ulong> entry = TableOf(block).Slice(digit * Limbs, Limbs);
            if (digit != 0)
            {
                int row = BitOperations.Log2((uint)digit);
                isDone = isDone
                    && Load(TableOf(block).Slice((digit ^ (1 << row)) * Limbs, Limbs), number)
                    && Load(bases.Slice(((row * Blocks) + block) * Limbs, Limbs), factor)
                    && LibcryptoNumbers.MontgomeryProduct(number, number, factor, _montgomery, scratch) == 1
                    && Store(number, entry);
            }

            isDone = isDone && MemoryMarshal.AsBytes(entry)[^1] != 0;
        }

        return isDone;
    }

    private bool ToMontgomery(ReadOnlySpan<byte> element, nint number, nint scratch)
    {
        fixed (byte* bytes = element)
        {
            return LibcryptoNumbers.FromBytes(bytes, element.Length, number) != 0
                && LibcryptoNumbers.ToMontgomery(number, number, _montgomery, scratch) == 1;
        }
    }
}
