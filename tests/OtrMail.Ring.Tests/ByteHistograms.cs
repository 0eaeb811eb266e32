namespace OtrMail.Ring.Tests;

/// <summary>
/// Counts the values of chosen bytes over many signatures and compares the counts by chi-squared tests with 255 degrees of
/// freedom. A test raises the alarm above the quantile that a normal variable exceeds beyond six standard deviations
/// (approximation of Wilson and Hilferty): once in 10^9. With expected counts near 12 a cell the true tail is somewhat heavier,
/// so we count with 10^-7; some 150 tests a run then raise a false alarm for one choice of seeds in 60,000. The
/// seeds are fixed: the outcome is the same every time.
/// </summary>
internal sealed class ByteHistograms
{
    private const double AlarmAt = 6;
    private readonly Dictionary<string, int[]> _counts = [];

    /// <summary>Counts one signature.</summary>
    public void Add(SignatureView view)
    {
        for (int i = 0; i < view.Shares.Length; i++)
        {
            Count($"v{(i == 0 ? string.Empty : i)}", view.Values[i]);
            Count($"x{i}", view.Shares[i]);
            Count($"u{i}", view.Inputs[i]);
            Tally($"x{i}/n[0]", view.Remainders[i][0]);
            Tally($"x{i}/n[1]", view.Remainders[i][1]);
            Tally($"v^x{i}", (byte)(view.Values[0][0] ^ view.Shares[i][0]));
        }

        Tally("x0^x1", (byte)(view.Shares[0][0] ^ view.Shares[1][0]));
        Tally("u0^u1", (byte)(view.Inputs[0][0] ^ view.Inputs[1][0]));
    }

    /// <summary>The bytes whose counts are not those of one and the same distribution.</summary>
    public IReadOnlyList<string> Differences(ByteHistograms other) =>
        [.. _counts.Keys.Where(name => IsAlarming(Homogeneity(_counts[name], other._counts[name])))];

    /// <summary>The bytes whose counts are not uniform.</summary>
    public IReadOnlyList<string> Deviations() => [.. _counts.Keys.Where(name => IsAlarming(Uniformity(_counts[name])))];

    // both ends, the middle, and around byte 32, where a modulus of 2048 bits begins in a domain of 2304
    private void Count(string name, byte[] value)
    {
        foreach (int at in new[] { 0, 1, 31, 32, 33, value.Length / 2, value.Length - 1 })
            Tally($"{name}[{at}]", value[at]);
    }

    private void Tally(string name, byte value)
    {
        if (!_counts.TryGetValue(name, out int[]? counts))
            _counts.Add(name, counts = new int[256]);
        counts[value]++;
    }

    private static double Uniformity(int[] counts)
    {
        double expected = counts.Sum() / 256.0;
        return counts.Sum(count => (count - expected) * (count - expected) / expected);
    }

    // two samples of the same size
    private static double Homogeneity(int[] a, int[] b)
    {
        Assert.Equal(a.Sum(), b.Sum());
        return a.Zip(b).Sum(cell =>
            cell.First + cell.Second == 0 ? 0 : Math.Pow(cell.First - cell.Second, 2) / (cell.First + cell.Second));
    }

    private static bool IsAlarming(double chiSquared)
    {
        const double freedom = 255;
        const double scale = 2 / (9 * freedom);
        return chiSquared > freedom * Math.Pow(1 - scale + (AlarmAt * Math.Sqrt(scale)), 3);
    }
}
