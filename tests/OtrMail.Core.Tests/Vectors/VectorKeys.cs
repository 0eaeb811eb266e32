using System.Globalization;
using System.Numerics;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Vectors;

/// <summary>The RSA keys behind the vectors, by modulus: whoever opens a session in a test needs a bundle of the peer.</summary>
internal static class VectorKeys
{
    private static readonly Lazy<Dictionary<string, (BigInteger P, BigInteger Q)>> All = new(() =>
        Primes().GroupBy(pair => ModulusOf(pair)).ToDictionary(group => group.Key, group => group.First()));

    public static RsaPrivateKey ByModulus(byte[] modulus)
    {
        (BigInteger p, BigInteger q) = All.Value[Convert.ToHexStringLower(modulus)];
        Assert.True(RsaPublicKey.TryImport(modulus, out RsaPublicKey? key));
        RsaPrivateKey? made = RsaPrivateKey.FromPrime(key, Bytes(BigInteger.Min(p, q)));
        Assert.NotNull(made);
        return made;
    }

    private static IEnumerable<(BigInteger P, BigInteger Q)> Primes()
    {
        foreach (string line in File.ReadLines(Path.Combine(TestFiles.Tests, "vectors", "keys", "rsa.txt")))
        {
            if (!line.StartsWith('#') && line.Split(' ') is [_, var p, var q])
                yield return (Number(p), Number(q));
        }

        var first = new Dictionary<string, BigInteger>();
        foreach (string line in File.ReadLines(Path.Combine(MailVector.Folder, "python-keys.txt")))
        {
            string[] parts = line.Split(": ");
            if (parts[0].EndsWith(" prime p", StringComparison.Ordinal))
                first[parts[0][..^1]] = Number(parts[1]);
            else if (parts[0].EndsWith(" prime q", StringComparison.Ordinal))
                yield return (first[parts[0][..^1]], Number(parts[1]));
        }
    }

    private static string ModulusOf((BigInteger P, BigInteger Q) pair) => Convert.ToHexStringLower(Bytes(pair.P * pair.Q));

    private static byte[] Bytes(BigInteger number) => number.ToByteArray(isUnsigned: true, isBigEndian: true);

    private static BigInteger Number(string hex) =>
        BigInteger.Parse("0" + hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
