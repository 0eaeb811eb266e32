using System.Numerics;
using OtrMail.Ring.Arithmetic;

namespace OtrMail.Ring.Tests;

/// <summary>Each equation alone, without a backend that would notice as well.</summary>
public class RsaKeyCheckTests
{
    private readonly BigInteger _n;
    private readonly BigInteger _p;
    private readonly BigInteger _q;
    private readonly BigInteger _d;
    private readonly BigInteger _dp;
    private readonly BigInteger _dq;
    private readonly BigInteger _qInverse;

    // with 1025 bits for p there is room in its 129 bytes for numbers that are not reduced
    public RsaKeyCheckTests()
    {
        Assert.True(RsaComponents.TryDecode(TestKeys.Of(2049).Private.SecretBuffer, out RsaComponents key));
        _n = Number(key.Modulus);
        _p = Number(key.P);
        _q = Number(key.Q);
        _d = Number(key.D);
        _dp = Number(key.Dp);
        _dq = Number(key.Dq);
        _qInverse = Number(key.QInverse);
    }

    [Fact]
    public void The_numbers_of_a_key_are_consistent() =>
        Assert.True(IsConsistent(_n, _p, _q, _d, _dp, _dq, _qInverse));

    [Fact]
    public void Each_broken_equation_is_found()
    {
        Assert.False(IsConsistent(_n + 2, _p, _q, _d, _dp, _dq, _qInverse), "n");
        Assert.False(IsConsistent(_n, _p, _q, _d + (_p - 1), _dp, _dq, _qInverse), "d modulo q - 1");
        Assert.False(IsConsistent(_n, _p, _q, _d + (_q - 1), _dp, _dq, _qInverse), "d modulo p - 1");
        Assert.False(IsConsistent(_n, _p, _q, _d, _dp + (_p - 1), _dq, _qInverse), "dp not reduced");
        Assert.False(IsConsistent(_n, _p, _q, _d, _dp, _dq, _qInverse + _p), "qinv not reduced");
        Assert.False(IsConsistent(_n, _p, _q, _d, _dp, _dq, _qInverse + 1), "qinv");
    }

    [Fact]
    public void An_exponent_that_is_the_same_everywhere_but_no_inverse_of_65537_is_found()
    {
        BigInteger d = _d + 2;
        Assert.False(IsConsistent(_n, _p, _q, d, d % (_p - 1), d % (_q - 1), _qInverse));
        BigInteger half = _d + (_p - 1);
        Assert.False(IsConsistent(_n, _p, _q, half, half % (_p - 1), half % (_q - 1), _qInverse));
        half = _d + (_q - 1);
        Assert.False(IsConsistent(_n, _p, _q, half, half % (_p - 1), half % (_q - 1), _qInverse));
    }

    private static bool IsConsistent(
        BigInteger n, BigInteger p, BigInteger q, BigInteger d, BigInteger dp, BigInteger dq, BigInteger qInverse) =>
        RsaKeyCheck.IsConsistent(new RsaComponents
        {
            Modulus = Bytes(n),
            P = Bytes(p),
            Q = Bytes(q),
            D = Bytes(d),
            Dp = Bytes(dp),
            Dq = Bytes(dq),
            QInverse = Bytes(qInverse),
        });

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger number) => number.ToByteArray(isUnsigned: true, isBigEndian: true);
}
