using System.Buffers.Binary;

namespace OtrMail.Ring.Arithmetic;

/// <summary>
/// The seven numbers of an RSA private key (RFC 8017, section 3.2, second form), as views of bytes that somebody else
/// owns and wipes; and their encoding: version 1, then n, p, q, d, dp, dq, qinv, each as four bytes of length and that
/// many bytes, big-endian without leading zeros.
/// </summary>
internal readonly ref struct RsaComponents
{
    private const byte Version = 1;
    private const int LengthBytes = 4;

    public ReadOnlySpan<byte> Modulus { get; init; }

    public ReadOnlySpan<byte> P { get; init; }

    public ReadOnlySpan<byte> Q { get; init; }

    public ReadOnlySpan<byte> D { get; init; }

    /// <summary>d mod p − 1.</summary>
    public ReadOnlySpan<byte> Dp { get; init; }

    /// <summary>d mod q − 1.</summary>
    public ReadOnlySpan<byte> Dq { get; init; }

    /// <summary>q⁻¹ mod p.</summary>
    public ReadOnlySpan<byte> QInverse { get; init; }

    public int EncodedLength =>
        1 + (7 * LengthBytes) + Modulus.Length + P.Length + Q.Length + D.Length + Dp.Length + Dq.Length + QInverse.Length;

    /// <summary>Reads the encoding strictly; the views point into <paramref name="encoded"/>.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, out RsaComponents key)
    {
        key = default;
        if (encoded.IsEmpty || encoded[0] != Version)
            return false;
        ReadOnlySpan<byte> rest = encoded[1..];
        if (!TryTake(ref rest, out ReadOnlySpan<byte> n)
            || !TryTake(ref rest, out ReadOnlySpan<byte> p) || !TryTake(ref rest, out ReadOnlySpan<byte> q)
            || !TryTake(ref rest, out ReadOnlySpan<byte> d) || !TryTake(ref rest, out ReadOnlySpan<byte> dp)
            || !TryTake(ref rest, out ReadOnlySpan<byte> dq) || !TryTake(ref rest, out ReadOnlySpan<byte> qInverse)
            || !rest.IsEmpty)
            return false;
        key = new RsaComponents { Modulus = n, P = p, Q = q, D = d, Dp = dp, Dq = dq, QInverse = qInverse };
        return true;
    }

    /// <summary>Writes <see cref="EncodedLength"/> bytes.</summary>
    public void Encode(Span<byte> target)
    {
        target[0] = Version;
        Span<byte> rest = target[1..];
        Put(ref rest, Modulus);
        Put(ref rest, P);
        Put(ref rest, Q);
        Put(ref rest, D);
        Put(ref rest, Dp);
        Put(ref rest, Dq);
        Put(ref rest, QInverse);
    }

    private static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> number)
    {
        number = default;
        if (rest.Length < LengthBytes)
            return false;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length is 0 or > RsaLimits.MaxBytes || length > rest.Length - LengthBytes)
            return false;
        number = rest.Slice(LengthBytes, (int)length);
        rest = rest[(LengthBytes + (int)length)..];
        return number[0] != 0;
    }

    private static void Put(ref Span<byte> rest, ReadOnlySpan<byte> number)
    {
        BinaryPrimitives.WriteInt32BigEndian(rest, number.Length);
        number.CopyTo(rest[LengthBytes..]);
        rest = rest[(LengthBytes + number.Length)..];
    }
}
