using System.Numerics;

namespace OtrMail.Ring;

/// <summary>
/// RSA with one key, extended from the numbers below its modulus n to all strings of b bits (Rivest, Shamir, Tauman 2001,
/// section 3.1): write m = q·n + r; then g(m) = q·n + f(r) when (q + 1)·n ≤ 2^b, and g(m) = m otherwise, where f is RSA.
/// So keys of different lengths share one domain. Strings are big-endian, b/8 bytes.
/// </summary>
/// <remarks>
/// All values that pass through, those of <see cref="Inverse"/> included, can be computed by whoever has the finished
/// signature; that is why <see cref="BigInteger"/>, whose time depends on its values, divides them here. The private
/// exponent stays inside <see cref="RsaPrivateKey"/> and never meets it.
/// </remarks>
public sealed class TrapdoorPermutation
{
    private readonly RsaPublicKey _key;
    private readonly BigInteger _modulus;
    private readonly BigInteger _wholeCopies; // how many whole intervals of n numbers lie below 2^b

    /// <summary>The permutation of a key on strings of <paramref name="domainBytes"/> bytes.</summary>
    /// <exception cref="ArgumentException">The domain is not at least 256 bits longer than the modulus.</exception>
    public TrapdoorPermutation(RsaPublicKey key, int domainBytes)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (domainBytes < DomainBytesFor(key.Bits))
            throw new ArgumentException("the domain must be at least 256 bits longer than the modulus", nameof(domainBytes));
        _key = key;
        DomainBytes = domainBytes;
        _modulus = new BigInteger(key.Modulus, isUnsigned: true, isBigEndian: true);
        _wholeCopies = (BigInteger.One << (8 * domainBytes)) / _modulus;
    }

    /// <summary>b/8.</summary>
    public int DomainBytes { get; }

    /// <summary>The smallest domain, in bytes, that is at least 256 bits longer than a modulus of so many bits.</summary>
    public static int DomainBytesFor(int modulusBits) => (modulusBits + RsaLimits.DomainMarginBits + 7) / 8;

    /// <summary>result = g(value). Both have <see cref="DomainBytes"/> bytes and may be the same memory.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public void Forward(ReadOnlySpan<byte> value, Span<byte> result) => Map(value, result, trapdoor: null);

    /// <summary>result = g⁻¹(value). Both have <see cref="DomainBytes"/> bytes and may be the same memory.</summary>
    /// <exception cref="ArgumentException">Another length, or the private key of somebody else.</exception>
    public void Inverse(RsaPrivateKey key, ReadOnlySpan<byte> value, Span<byte> result)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!key.PublicKey.Equals(_key))
            throw new ArgumentException("the private key does not belong to this permutation", nameof(key));
        Map(value, result, key);
    }

    private void Map(ReadOnlySpan<byte> value, Span<byte> result, RsaPrivateKey? trapdoor)
    {
        if (value.Length != DomainBytes || result.Length != DomainBytes)
            throw new ArgumentException($"values of this permutation have {DomainBytes} bytes");
        var number = new BigInteger(value, isUnsigned: true, isBigEndian: true);
        BigInteger quotient = BigInteger.DivRem(number, _modulus, out BigInteger remainder);
        if (quotient >= _wholeCopies)
        {
            value.CopyTo(result); // the last interval is incomplete: a permutation may leave it alone
            return;
        }

        Span<byte> input = stackalloc byte[_key.Modulus.Length];
        Span<byte> output = stackalloc byte[input.Length];
        Write(remainder, input);
        if (trapdoor is null)
            _key.Apply(input, output);
        else
            trapdoor.Apply(input, output);
        Write((quotient * _modulus) + new BigInteger(output, isUnsigned: true, isBigEndian: true), result);
    }

    private static void Write(BigInteger number, Span<byte> target)
    {
        int length = number.GetByteCount(isUnsigned: true);
        target[..^length].Clear();
        _ = number.TryWriteBytes(target[^length..], out _, isUnsigned: true, isBigEndian: true);
    }
}
