using System.Security.Cryptography;
using OtrMail.Ring;
using OtrMail.Ring.Arithmetic;

namespace OtrMail.Core.Primitives;

/// <summary>
/// Powers and products by libcrypto: BN_mod_exp_mont_consttime, whose table look-ups do not depend on the exponent, and
/// Montgomery's product. What depends on the prime alone is computed once and shared. Numbers that may be secret live for one
/// operation and are wiped when they are freed, libcrypto's own scratch included. Source: BN_mod_exp_mont_consttime(3),
/// BN_mod_mul_montgomery(3).
/// </summary>
internal sealed unsafe class LibcryptoModp : IModpArithmetic
{
    private readonly nint _prime;
    private readonly nint _montgomery;
    private readonly Lazy<LibcryptoGenerator?> _generator;

    private LibcryptoModp(nint prime, nint montgomery)
    {
        (_prime, _montgomery) = (prime, montgomery);
        _generator = new Lazy<LibcryptoGenerator?>(() => LibcryptoGenerator.TryCreate(montgomery, this));
    }

    /// <summary>Whether powers of the generator come from a table.</summary>
    internal bool HasGeneratorTable => _generator.Value is not null;

    /// <summary>The arithmetic modulo a prime, or null where libcrypto cannot be used. It lives as long as the process.</summary>
    public static LibcryptoModp? TryCreate(ReadOnlySpan<byte> prime)
    {
        if (!LibcryptoImports.AreUsable)
            return null;
        nint scratch = LibcryptoNumbers.NewScratch();
        nint number = Number(prime);
        nint montgomery = LibcryptoNumbers.NewMontgomery();
        bool isSet = scratch != 0 && number != 0 && montgomery != 0 && LibcryptoNumbers.SetMontgomery(montgomery, number, scratch) == 1;
        LibcryptoNumbers.FreeScratch(scratch);
        return isSet ? new LibcryptoModp(number, montgomery) : null;
    }

    public void Power(ReadOnlySpan<byte> value, ReadOnlySpan<byte> exponent, Span<byte> result)
    {
        nint scratch = LibcryptoNumbers.NewScratch();
        nint power = Number(value);
        nint secret = Number(exponent);
        try
        {
            bool isDone = scratch != 0 && power != 0 && secret != 0
                && LibcryptoNumbers.SecretPower(power, power, secret, _prime, scratch, _montgomery) == 1;
            Finish(isDone, power, result);
        }
        finally
        {
            LibcryptoNumbers.WipeNumber(power);
            LibcryptoNumbers.WipeNumber(secret);
            LibcryptoNumbers.FreeScratch(scratch);
        }
    }

    public void PowerOfGenerator(ReadOnlySpan<byte> exponent, Span<byte> result)
    {
        if (exponent.Length != ModpGroup.ExponentBytes || _generator.Value?.TryPower(exponent, result) != true)
            Power(ModpGroup.Generator, exponent, result);
    }

    public void Multiply(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> result)
    {
        nint scratch = LibcryptoNumbers.NewScratch();
        nint product = Number(first);
        nint factor = Number(second);
        try
        {
            // a · R times b without R: the two cancel
            bool isDone = scratch != 0 && product != 0 && factor != 0
                && LibcryptoNumbers.ToMontgomery(product, product, _montgomery, scratch) == 1
                && LibcryptoNumbers.MontgomeryProduct(product, product, factor, _montgomery, scratch) == 1;
            Finish(isDone, product, result);
        }
        finally
        {
            LibcryptoNumbers.WipeNumber(product);
            LibcryptoNumbers.WipeNumber(factor);
            LibcryptoNumbers.FreeScratch(scratch);
        }
    }

    private static void Finish(bool isDone, nint number, Span<byte> result)
    {
        fixed (byte* target = result)
        {
            if (isDone && LibcryptoNumbers.ToBytes(number, target, result.Length) == result.Length)
                return;
        }

        Libcrypto.ClearErrors();
        throw new CryptographicException("libcrypto refused the operation");
    }

    private static nint Number(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* source = bytes)
            return LibcryptoNumbers.FromBytes(source, bytes.Length, 0);
    }
}
