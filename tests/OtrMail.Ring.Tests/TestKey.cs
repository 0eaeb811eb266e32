using System.Globalization;
using System.Numerics;

namespace OtrMail.Ring.Tests;

/// <summary>One key of tests/vectors/keys/rsa.txt: everybody knows its primes.</summary>
internal sealed class TestKey
{
    private readonly Lazy<RsaPrivateKey> _private;

    public TestKey(int bits, string p, string q)
    {
        Bits = bits;
        P = Number(p);
        Q = Number(q);
        Modulus = (P * Q).ToByteArray(isUnsigned: true, isBigEndian: true);
        Assert.True(RsaPublicKey.TryImport(Modulus, out RsaPublicKey? key));
        Public = key;
        _private = new Lazy<RsaPrivateKey>(() => RsaPrivateKey.FromPrime(Public, PublishedPrime)!);
    }

    public int Bits { get; }

    public BigInteger P { get; }

    public BigInteger Q { get; }

    public byte[] Modulus { get; }

    public RsaPublicKey Public { get; }

    /// <summary>Shared by all tests; never disposed of.</summary>
    public RsaPrivateKey Private => _private.Value;

    public byte[] PublishedPrime => BigInteger.Min(P, Q).ToByteArray(isUnsigned: true, isBigEndian: true);

    private static BigInteger Number(string hex) =>
        BigInteger.Parse("0" + hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
