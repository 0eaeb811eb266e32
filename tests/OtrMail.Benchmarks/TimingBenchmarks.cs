using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using OtrMail.Ring;
using SignatureRing = OtrMail.Ring.Ring;

namespace OtrMail.Benchmarks;

/// <summary>
/// Whether the time of an operation tells anything of its secret: two classes of input in random order, and Welch's t of
/// their times (Reparaz, Balasch, Verbauwhede, "Dude, is my code constant time?", DATE 2017). Above 4.5 in more than one run
/// something is to be looked for; a machine with neighbours has outliers, so the slowest tenth is left out.
/// </summary>
internal static class TimingBenchmarks
{
    public static void Run(int rounds)
    {
        int samples = rounds * 100;
        Console.WriteLine();
        Console.WriteLine($"# Time and secrets: Welch's t over {samples} samples, in two classes (|t| below 4.5 tells nothing)");
        Console.WriteLine();
        Console.WriteLine("| operation | classes | t |");
        Console.WriteLine("|---|---|---|");
        using var alice = RsaPrivateKey.Generate(3072);
        using var bob = RsaPrivateKey.Generate(3072);
        SignatureRing.TryCreate([alice.PublicKey, bob.PublicKey], out SignatureRing? ring);
        byte[] message = new byte[100];
        Tell("ring signature", "signed by the first member, by the second", samples, isFirst =>
        {
            RsaPrivateKey signer = isFirst ? alice : bob;
            return () => RingSigner.Sign(ring!, message, signer, SystemRandomSource.Instance);
        });
        byte[] fixedHash = SHA256.HashData("fixed"u8);
        Tell("RSA-PSS, own private operation", "one message, random messages", samples, isFirst =>
        {
            byte[] chosen = isFirst ? fixedHash : RandomNumberGenerator.GetBytes(32);
            return () => alice.SignPss(chosen, SystemRandomSource.Instance);
        });
        byte[] tag = RandomNumberGenerator.GetBytes(32);
        byte[] sameTag = [.. tag];
        byte[] otherTag = [.. tag];
        otherTag[0] ^= 1;
        Tell("comparison of MACs (1000 each)", "equal, different in the first byte", samples, isFirst =>
        {
            byte[] other = isFirst ? sameTag : otherTag;
            return () =>
            {
                for (int i = 0; i < 1000; i++)
                    CryptographicOperations.FixedTimeEquals(tag, other);
            };
        });
    }

    private static void Tell(string operation, string classes, int samples, Func<bool, Action> prepare)
    {
        for (int i = 0; i < 50; i++)
            prepare(i % 2 == 0)(); // warm
        var times = new List<(bool IsFirst, double Ticks)>(samples);
        for (int i = 0; i < samples; i++)
        {
            bool isFirst = RandomNumberGenerator.GetInt32(2) == 0;
            Action work = prepare(isFirst);
            long start = Stopwatch.GetTimestamp();
            work();
            times.Add((isFirst, Stopwatch.GetTimestamp() - start));
        }

        double most = times.Select(time => time.Ticks).Order().ElementAt(samples * 9 / 10);
        double[] first = [.. times.Where(time => time.IsFirst && time.Ticks <= most).Select(time => time.Ticks)];
        double[] second = [.. times.Where(time => !time.IsFirst && time.Ticks <= most).Select(time => time.Ticks)];
        double t = (first.Average() - second.Average()) / Math.Sqrt((Variance(first) / first.Length) + (Variance(second) / second.Length));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {operation} | {classes} | {t:0.0} |"));
    }

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
    }
}
