namespace OtrMail.Core.Primitives;

/// <summary>
/// The operations of <see cref="ModpGroup"/> on secrets, in constant time for exponents of one length. Elements are
/// big-endian, <see cref="ModpGroup.ElementBytes"/> long and below the prime.
/// </summary>
internal interface IModpArithmetic
{
    /// <summary>result = value^exponent mod p; the exponent is big-endian, of any length.</summary>
    void Power(ReadOnlySpan<byte> value, ReadOnlySpan<byte> exponent, Span<byte> result);

    /// <summary>result = 2^exponent mod p, as <see cref="Power"/>; faster for <see cref="ModpGroup.ExponentBytes"/> where it can be.</summary>
    void PowerOfGenerator(ReadOnlySpan<byte> exponent, Span<byte> result);

    /// <summary>result = first · second mod p.</summary>
    void Multiply(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> result);
}
