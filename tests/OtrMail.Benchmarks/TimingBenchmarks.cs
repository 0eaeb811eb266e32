using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using OtrMail.Core.Primitives;
using OtrMail.Ring;
using SignatureRing = OtrMail.Ring.Ring;

namespace OtrMail.Benchmarks;

/// <summary>
/// Whether the time of an operation tells anything of its secret: two classes of secrets in random order, and Welch's t of
/// their times (Reparaz, Balasch, Verbauwhede, "Dude, is my code constant time?", DATE 2017). As there, the slowest samples of
/// both classes together are left out, since they are the neighbours' doing: once a tenth of them, once half. A secret is
/// copied to the same place before each measurement, so that only its value differs.
/// </summary>
internal static class TimingBenchmarks
{
    /// <summary>A t beyond this, in both columns and in more than one run, is something to be looked for.</summary>
    private const double Suspicious = 4.5;

    private const int ExponentBytes = 40;
    private const int Operations = 100;

    public static void Run(int rounds)
    {
        int samples = Math.Max(1000, rounds * 200);
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# Time and secrets: Welch's t of two classes (|t| below {Suspicious:0.0} tells nothing)"));
        Console.WriteLine();
        Console.WriteLine("| operation | classes of secrets | samples | t, fastest 90 % | t, fastest 50 % | medians differ by |");
        Console.WriteLine("|---|---|---|---|---|---|");
        Rsa(samples);
        Groups(samples);
        Encapsulation(samples);
        Comparison(samples * 4);
        Control(samples);
    }

    private static void Rsa(int samples)
    {
        using var alice = RsaPrivateKey.Generate(3072);
        using var bob = RsaPrivateKey.Generate(3072);
        SignatureRing.TryCreate([alice.PublicKey, bob.PublicKey], out SignatureRing? ring);
        byte[] message = new byte[100];
        RsaPrivateKey signer = alice;
        Tell(
            "ring signature of two", "by the first member, by the second", samples,
            isFirst => signer = isFirst ? alice : bob,
            () => RingSigner.Sign(ring!, message, signer, SystemRandomSource.Instance));
        byte[] hash = new byte[32];
        Tell(
            "RSA-PSS signature", "one message, random messages", samples,
            Copying(hash, [SHA256.HashData("fixed"u8)], Random(64, hash.Length)),
            () => alice.SignPss(hash, SystemRandomSource.Instance));
    }

    private static void Groups(int samples)
    {
        byte[] exponent = new byte[ExponentBytes];
        using SecretBytes peerExponent = ModpGroup.GenerateExponent(SystemRandomSource.Instance);
        byte[] peer = ModpGroup.PublicKey(peerExponent.Span);
        byte[] element = new byte[ModpGroup.ElementBytes];
        foreach ((string classes, byte[][] first, byte[][] second) in Exponents())
        {
            Tell("MODP-1536, table of the generator", classes, samples * 4, Copying(exponent, first, second), () => ModpGroup.PublicKey(exponent));
            Tell("MODP-1536, power of a peer's key", classes, samples * 2, Copying(exponent, first, second), () => ModpGroup.Power(peer, exponent, element));
        }

        byte[] scalar = new byte[X25519.KeyBytes];
        byte[] point = X25519.PublicKey(RandomNumberGenerator.GetBytes(X25519.KeyBytes));
        byte[] low = new byte[X25519.KeyBytes];
        byte[] high = new byte[X25519.KeyBytes];
        low[^1] = 0x40;
        high.AsSpan().Fill(0xFF);
        Tell(
            "X25519", "few bits set, nearly all", samples * 4, Copying(scalar, [low], [high]),
            () => X25519.Agree(scalar, point)?.Dispose());
    }

    /// <summary>Exponents of one length, the highest bit always set.</summary>
    private static IEnumerable<(string Classes, byte[][] First, byte[][] Second)> Exponents()
    {
        byte[] low = new byte[ExponentBytes];
        byte[] high = new byte[ExponentBytes];
        low[0] = 0x80;
        low[^1] = 1;
        high.AsSpan().Fill(0xFF);
        byte[][] random = Random(64, ExponentBytes);
        foreach (byte[] one in random)
            one[0] |= 0x80;
        yield return ("two bits set, all 320", [low], [high]);
        yield return ("one exponent, random ones", [random[0]], random[1..]);
    }

    private static void Encapsulation(int samples)
    {
        byte[] seed = RandomNumberGenerator.GetBytes(MlKem768.SeedBytes);
        byte[] key = MlKem768.PublicKey(seed);
        byte[][] honest = [.. Enumerable.Range(0, 64).Select(_ => new byte[MlKem768.CiphertextBytes])];
        foreach (byte[] one in honest)
            MlKem768.Encapsulate(key, one, SystemRandomSource.Instance).Dispose();
        byte[][] altered = [.. honest.Select(one => one.ToArray())];
        foreach (byte[] one in altered)
            one[RandomNumberGenerator.GetInt32(one.Length)] ^= 1;
        byte[] ciphertext = new byte[MlKem768.CiphertextBytes];
        Tell(
            "ML-KEM-768 decapsulation", "honest ciphertexts, altered ones", samples * 2, Copying(ciphertext, honest, altered),
            () => MlKem768.Decapsulate(seed, ciphertext).Dispose());
    }

    private static void Comparison(int samples)
    {
        byte[] tag = RandomNumberGenerator.GetBytes(32);
        byte[] other = [.. tag];
        byte[] candidate = new byte[32];
        other[0] ^= 1;
        Tell(
            $"comparison of MACs ({Operations} each)", "equal, different in the first byte", samples, Copying(candidate, [[.. tag]], [other]),
            () =>
            {
                for (int i = 0; i < Operations; i++)
                    CryptographicOperations.FixedTimeEquals(tag, candidate);
            });
    }

    /// <summary>That the measurement sees a difference: a comparison that stops at the first one.</summary>
    private static void Control(int samples)
    {
        byte[] tag = RandomNumberGenerator.GetBytes(4096);
        byte[] early = [.. tag];
        early[0] ^= 1;
        byte[] candidate = new byte[4096];
        Tell(
            $"for contrast: a comparison that is not constant ({Operations} each)", "equal, different in the first byte", samples, Copying(candidate, [[.. tag]], [early]),
            () =>
            {
                for (int i = 0; i < Operations; i++)
                    tag.AsSpan().SequenceEqual(candidate);
            });
    }

    private static byte[][] Random(int count, int length) => [.. Enumerable.Range(0, count).Select(_ => RandomNumberGenerator.GetBytes(length))];

    /// <summary>Puts one secret of the class where the operation finds it.</summary>
    private static Action<bool> Copying(byte[] place, byte[][] first, byte[][] second)
    {
        int next = 0;
        return isFirst =>
        {
            byte[][] from = isFirst ? first : second;
            from[next++ % from.Length].CopyTo(place, 0);
        };
    }

    private static void Tell(string operation, string classes, int samples, Action<bool> choose, Action work)
    {
        bool[] order = new bool[samples];
        double[] times = new double[samples];
        for (int i = 0; i < samples; i++)
            order[i] = RandomNumberGenerator.GetInt32(2) == 0;
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalMilliseconds < 300;)
        {
            choose(order[0]);
            work(); // until it is compiled for good
        }

        for (int i = 0; i < samples; i++)
        {
            choose(order[i]);
            long start = Stopwatch.GetTimestamp();
            work();
            times[i] = Stopwatch.GetTimestamp() - start;
        }

        (double most, _) = Welch(order, times, 0.9);
        (double half, double difference) = Welch(order, times, 0.5);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {operation} | {classes} | {samples} | {most:0.0} | {half:0.0} | {difference * 100:0.00} % |"));
    }

    /// <summary>Welch's t over the fastest part of all samples, and by what part of it the medians of all differ.</summary>
    private static (double T, double Difference) Welch(bool[] order, double[] times, double part)
    {
        double most = times.Order().ElementAt((int)(times.Length * part) - 1);
        double[] Of(bool which, double limit) => [.. times.Where((time, i) => order[i] == which && time <= limit).Order()];
        double[] first = Of(true, most), second = Of(false, most);
        double[] all = Of(true, double.MaxValue), others = Of(false, double.MaxValue);
        double median = others[others.Length / 2];
        double difference = (all[all.Length / 2] - median) / median;
        if (first.Length < 2 || second.Length < 2)
            return (difference * double.PositiveInfinity, difference); // one class is slower than all that was kept
        double error = Math.Sqrt((Variance(first) / first.Length) + (Variance(second) / second.Length));
        double t = error == 0 ? 0 : (first.Average() - second.Average()) / error;
        return (t, difference);
    }

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
    }
}
