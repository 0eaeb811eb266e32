using System.Formats.Asn1;
using System.Security.Cryptography;

namespace OtrMail.Ring.Arithmetic;

/// <summary>
/// RSAPrivateKey of RFC 8017, appendix A.1, in DER: the way private keys pass to and from the platform. Written
/// by hand because the platform's writer would leave copies of the secrets in buffers of its own.
/// </summary>
internal static class Pkcs1
{
    private const byte Sequence = 0x30;
    private const byte Integer = 0x02;
    private static readonly byte[] Exponent = [1, 0, 1];
    private static readonly byte[] Zero = [0];

    public static int PrivateLength(RsaComponents key)
    {
        int content = PrivateContentLength(key);
        return 1 + LengthLength(content) + content;
    }

    public static void EncodePrivate(RsaComponents key, Span<byte> der)
    {
        PutHeader(ref der, Sequence, PrivateContentLength(key));
        PutInteger(ref der, Zero);
        PutInteger(ref der, key.Modulus);
        PutInteger(ref der, Exponent);
        PutInteger(ref der, key.D);
        PutInteger(ref der, key.P);
        PutInteger(ref der, key.Q);
        PutInteger(ref der, key.Dp);
        PutInteger(ref der, key.Dq);
        PutInteger(ref der, key.QInverse);
    }

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

    private static int PrivateContentLength(RsaComponents key) =>
        IntegerLength(Zero) + IntegerLength(Exponent) + IntegerLength(key.Modulus) + IntegerLength(key.D)
        + IntegerLength(key.P) + IntegerLength(key.Q) + IntegerLength(key.Dp) + IntegerLength(key.Dq)
        + IntegerLength(key.QInverse);

    // a DER integer is signed: a set top bit takes a zero byte before it
    private static int ContentLength(ReadOnlySpan<byte> number) => number.Length + (number[0] >> 7);

    private static int IntegerLength(ReadOnlySpan<byte> number) =>
        1 + LengthLength(ContentLength(number)) + ContentLength(number);

    private static int LengthLength(int length) => length < 0x80 ? 1 : length < 0x100 ? 2 : 3;

    private static void PutInteger(ref Span<byte> rest, ReadOnlySpan<byte> number)
    {
        PutHeader(ref rest, Integer, ContentLength(number));
        if (number[0] >= 0x80)
        {
            rest[0] = 0;
            rest = rest[1..];
        }

        number.CopyTo(rest);
        rest = rest[number.Length..];
    }

    private static void PutHeader(ref Span<byte> rest, byte tag, int length)
    {
        int lengthLength = LengthLength(length);
        rest[0] = tag;
        if (lengthLength > 1)
            rest[1] = (byte)(0x80 | (lengthLength - 1));
        if (lengthLength > 2)
            rest[lengthLength - 1] = (byte)(length >> 8);
        rest[lengthLength] = (byte)length;
        rest = rest[(1 + lengthLength)..];
    }
}
