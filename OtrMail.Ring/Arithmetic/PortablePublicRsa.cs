using Org.BouncyCastle.Math;
using Org.BouncyCastle.Utilities;

namespace OtrMail.Ring.Arithmetic;

/// <summary>
/// m^e mod n with BouncyCastle's integers; all values are public. Not its RSA engine: that one tests strangers' moduli
/// for being composite, which costs more than the operation and throws.
/// </summary>
internal sealed class PortablePublicRsa(BigInteger modulus) : IRawRsa
{
    private static readonly BigInteger Exponent = BigInteger.ValueOf(RsaLimits.PublicExponent);

    public void Apply(ReadOnlySpan<byte> input, Span<byte> output) =>
        BigIntegers.AsUnsignedByteArray(new BigInteger(1, input).ModPow(Exponent, modulus), output);

    public void Dispose()
    {
        // holds no secret
    }
}
