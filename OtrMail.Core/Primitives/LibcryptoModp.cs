using System.Security.Cryptography;

namespace OtrMail.Core.Primitives;

/// <summary>
/// Powers and products by libcrypto: BN_mod_exp_mont_consttime, whose table look-ups do not depend on the exponent, and
/// Montgomery's product. What depends on the prime alone is computed once and shared. Numbers that may be secret live for one
/// operation and are wiped when they are freed, libcrypto's own scratch included. Source: BN_mod_exp_mont_consttime(3),
/// BN_mod_mul_montgomery(3).
/// </summary>
internal sealed unsafe class LibcryptoModp : IModpArithmetic
{
    private readonly LibcryptoNumbers _functions;
    private readonly nint _prime;
    private readonly nint _montgomery;
    private readonly Lazy<LibcryptoGenerator?> _generator;

    private LibcryptoModp(LibcryptoNumbers functions, nint prime, nint montgomery)
    {
        (_functions, _prime, _montgomery) = (functions, prime, montgomery);
        _generator = new Lazy<LibcryptoGenerator?>(() => LibcryptoGenerator.TryCreate(functions, montgomery, this));
    }

    /// <summary>Whether powers of the generator come from a table.</summary>
    internal bool HasGeneratorTable => _generator.Value is not null;

    /// <summary>The arithmetic modulo a prime, or null where libcrypto cannot be used. It lives as long as the process.</summary>
    public static LibcryptoModp? TryCreate(ReadOnlySpan<byte> prime)
    {
        if (LibcryptoNumbers.TryLoad() is not { } functions)
            return null;
        nint scratch = functions.NewScratch();
        nint number = Number(functions, prime);
        nint montgomery = functions.NewMontgomery();
        bool isSet = scratch != 0 && number != 0 && montgomery != 0 && functions.SetMontgomery(montgomery, number, scratch) == 1;
        functions.FreeScratch(scratch);
        return isSet ? new LibcryptoModp(functions, number, montgomery) : null;
    }

    public void Power(ReadOnlySpan<byte> value, ReadOnlySpan<byte> exponent, Span<byte> result)
    {
        nint scratch = _functions.NewScratch();
        nint power = Number(_functions, value);
        nint secret = Number(_functions, exponent);
        try
        {
            bool isDone = scratch != 0 && power != 0 && secret != 0
                && _functions.SecretPower(power, power, secret, _prime, scratch, _montgomery) == 1;
            Finish(isDone, power, result);
        }
        finally
        {
            _functions.WipeNumber(power);
            _functions.WipeNumber(secret);
            _functions.FreeScratch(scratch);
        }
    }

    public void PowerOfGenerator(ReadOnlySpan<byte> exponent, Span<byte> result)
    {
        if (exponent.Length != ModpGroup.ExponentBytes || _generator.Value?.TryPower(exponent, result) != true)
            Power(ModpGroup.Generator, exponent, result);
    }

    public void Multiply(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> result)
    {
        nint scratch = _functions.NewScratch();
        nint product = Number(_functions, first);
        nint factor = Number(_functions, second);
        try
        {
            // a · R times b without R: the two cancel
            bool isDone = scratch != 0 && product != 0 && factor != 0
                && _functions.ToMontgomery(product, product, _montgomery, scratch) == 1
                && _functions.MontgomeryProduct(product, product, factor, _montgomery, scratch) == 1;
            Finish(isDone, product, result);
        }
        finally
        {
            _functions.WipeNumber(product);
            _functions.WipeNumber(factor);
            _functions.FreeScratch(scratch);
        }
    }

    private void Finish(bool isDone, nint number, Span<byte> result)
    {
        fixed (byte* target = result)
        {
            if (isDone && _functions.ToBytes(number, target, result.Length) == result.Length)
                return;
        }

        _functions.ClearErrors();
        throw new CryptographicException("libcrypto refused the operation");
    }

    private static nint Number(LibcryptoNumbers functions, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* source = bytes)
            return functions.FromBytes(source, bytes.Length, 0);
    }
}
