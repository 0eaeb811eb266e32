using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;

namespace OtrMail.Ring.Arithmetic;

/// <summary>
/// BouncyCastle, for platforms without libcrypto. Its integers cannot be wiped: copies of the key stay in managed
/// memory until the collector reuses it.
/// </summary>
internal sealed class PortableRsaBackend : IRsaBackend
{
    private PortableRsaBackend()
    {
    }

    /// <summary>The one instance; it holds no state.</summary>
    public static PortableRsaBackend Instance { get; } = new();

    public IRawRsa CreatePublic(ReadOnlySpan<byte> modulus) => new PortablePublicRsa(new BigInteger(1, modulus));

    public IRawRsa CreatePrivate(RsaComponents key)
    {
        try
        {
            return new PortablePrivateRsa(new RsaPrivateCrtKeyParameters(
                new BigInteger(1, key.Modulus), BigInteger.ValueOf(RsaLimits.PublicExponent), new BigInteger(1, key.D),
                new BigInteger(1, key.P), new BigInteger(1, key.Q), new BigInteger(1, key.Dp), new BigInteger(1, key.Dq),
                new BigInteger(1, key.QInverse)));
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException("BouncyCastle refused the RSA key", e);
        }
    }
}
