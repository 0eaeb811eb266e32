using System.Diagnostics;
using System.Globalization;

namespace OtrMail.Benchmarks;

/// <summary>Runs contestants in turns, so that a noisy neighbour disturbs all of them alike, and compares medians.</summary>
internal sealed class Race(string title)
{
    private readonly List<(string Name, Action Work, int Batch)> _contestants = [];

    /// <summary>Adds a contestant; the first one is what the others are compared with.</summary>
    public Race With(string name, Action work, int batch = 1)
    {
        _contestants.Add((name, work, batch));
        return this;
    }

    /// <param name="rounds">How often each runs.</param>
    /// <param name="warms">Whether each runs once more before, uncounted.</param>
    public void Run(int rounds, bool warms = true)
    {
        var times = _contestants.ConvertAll(_ => new List<double>());
        foreach ((_, Action work, _) in _contestants.Where(_ => warms))
            work();
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < _contestants.Count; i++)
            {
                long start = Stopwatch.GetTimestamp();
                for (int n = 0; n < _contestants[i].Batch; n++)
                    _contestants[i].Work();
                times[i].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds / _contestants[i].Batch);
            }
        }

        Console.WriteLine();
        Console.WriteLine($"## {title} ({rounds} rounds in turns)");
        Console.WriteLine();
        Console.WriteLine("| | median ms | quartiles | ratio |");
        Console.WriteLine("|---|---|---|---|");
        double first = At(times[0], 0.5);
        for (int i = 0; i < _contestants.Count; i++)
        {
            double median = At(times[i], 0.5);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {_contestants[i].Name} | {median:0.000} | {At(times[i], 0.25):0.000} – {At(times[i], 0.75):0.000} | {median / first:0.00} |"));
        }
    }

    private static double At(List<double> values, double quantile)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)Math.Round((sorted.Length - 1) * quantile)];
    }
}
