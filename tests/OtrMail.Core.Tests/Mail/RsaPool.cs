using System.Globalization;
using System.Numerics;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Mail;

/// <summary>RSA keys of tests/vectors/keys, since making them takes longer than all else.</summary>
internal static class RsaPool
{
    private static readonly Lazy<byte[]>[] Keys =
    [
        .. File.ReadLines(Path.Combine(TestFiles.Tests, "vectors", "keys", "rsa.txt"))
            .Where(line => line.StartsWith("2048 ", StringComparison.Ordinal))
            .Select(line => new Lazy<byte[]>(() => Read(line))),
    ];

    public static RsaPrivateKey Take(int index)
    {
        Assert.True(RsaPrivateKey.TryImport(Keys[index].Value, out RsaPrivateKey? key));
        return key;
    }

    private static byte[] Read(string line)
    {
        BigInteger[] primes = [.. line.Split(' ').Skip(1).Select(hex =>
            BigInteger.Parse("0" + hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))];
        byte[] modulus = (primes[0] * primes[1]).ToByteArray(isUnsigned: true, isBigEndian: true);
        Assert.True(RsaPublicKey.TryImport(modulus, out RsaPublicKey? key));
        byte[] prime = BigInteger.Min(primes[0], primes[1]).ToByteArray(isUnsigned: true, isBigEndian: true);
        using RsaPrivateKey? made = RsaPrivateKey.FromPrime(key, prime);
        return made!.Export();
    }
}
