using System.Formats.Asn1;
using System.Security.Cryptography;

namespace OtrMail.Ring.Arithmetic;

/// <summary>RSAPrivateKey of RFC 8017, appendix A.1, in DER: the way new private keys come from a platform without libcrypto.</summary>
internal static class Pkcs1
{
    private static readonly byte[] Exponent = [1, 0, 1];

    /// <summary>Views into what the platform exported; e must be 65537.</summary>
    /// <exception cref="CryptographicException">It is not such a key.</exception>
    public static RsaComponents DecodePrivate(ReadOnlySpan<byte> der)
    {
        AsnDecoder.ReadSequence(der, AsnEncodingRules.DER, out int offset, out int length, out _);
        ReadOnlySpan<byte> rest = der.Slice(offset, length);
        _ = TakeInteger(ref rest);
        ReadOnlySpan<byte> n = TakeInteger(ref rest);
        if (!TakeInteger(ref rest).SequenceEqual(Exponent))
            throw new CryptographicException("the platform made an RSA key with another exponent than 65537");
        ReadOnlySpan<byte> d = TakeInteger(ref rest);
        ReadOnlySpan<byte> p = TakeInteger(ref rest);
        ReadOnlySpan<byte> q = TakeInteger(ref rest);
        ReadOnlySpan<byte> dp = TakeInteger(ref rest);
        ReadOnlySpan<byte> dq = TakeInteger(ref rest);
        ReadOnlySpan<byte> qInverse = TakeInteger(ref rest);
        return new RsaComponents { Modulus = n, P = p, Q = q, D = d, Dp = dp, Dq = dq, QInverse = qInverse };
    }

    private static ReadOnlySpan<byte> TakeInteger(scoped ref ReadOnlySpan<byte> rest)
    {
        ReadOnlySpan<byte> number = AsnDecoder.ReadIntegerBytes(rest, AsnEncodingRules.DER, out int consumed);
        rest = rest[consumed..];
        return number.Length > 1 && number[0] == 0 ? number[1..] : number;
    }
}
