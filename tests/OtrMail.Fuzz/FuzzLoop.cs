using System.Diagnostics;
using System.Security.Cryptography;
using OtrMail.Fuzz.Targets;

namespace OtrMail.Fuzz;

/// <summary>
/// Feeds a target: first its corpus, then what the mutator makes of it. What takes a new way through the code joins the
/// corpus. An exception, an input that takes longer than <see cref="Patience"/>, and the death of the process are findings.
/// </summary>
internal sealed class FuzzLoop(FuzzTarget target, FuzzSettings settings)
{
    /// <summary>No input of 64 KiB may take longer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HashSet<string> _known = [];

    /// <summary>Runs to the end that the settings give.</summary>
    public FuzzReport Run()
    {
        List<byte[]> corpus = [.. target.Corpus()];
        if (corpus.Count == 0)
            throw new InvalidOperationException($"the corpus of '{target.Name}' is empty");
        corpus.AddRange(Seeds.Hostile(target.Name).Concat(Saved()));
        var coverage = new Coverage();
        using var last = new LastInput(settings.Found is null ? null : Path.Combine(settings.Found, $"{target.Name}.last"));
        var report = new FuzzReport(target.Name) { Seeds = corpus.Count };
        foreach (byte[] seed in corpus)
        {
            Try(seed, coverage, last, report);
            coverage.IsNew();
        }

        report.SeedEdges = coverage.Edges;
        var mutator = new Mutator(settings.Seed, target.Words);
        long start = Stopwatch.GetTimestamp();
        while (report.Runs < settings.Runs && Stopwatch.GetElapsedTime(start) < settings.Time)
        {
            byte[] input = mutator.Make(corpus);
            if (!Try(input, coverage, last, report) || !coverage.IsNew())
                continue;
            corpus.Add(input);
            Save(settings.Corpus, input);
        }

        report.Edges = coverage.Edges;
        report.Corpus = corpus.Count;
        report.Elapsed = Stopwatch.GetElapsedTime(start);
        return report;
    }

    private bool Try(byte[] input, Coverage coverage, LastInput last, FuzzReport report)
    {
        last.Put(input);
        Coverage.Clear();
        report.Runs++;
        long start = Stopwatch.GetTimestamp();
        Exception? failure = null;
        try
        {
            target.Run(input);
            // on a busy machine everything takes long: what counts is the work
            if (Stopwatch.GetElapsedTime(start) > Patience && WorkFor(input) is var work && work > Patience)
                failure = new TimeoutException($"{work.TotalSeconds:0.0} s for {input.Length} bytes");
        }
        catch (Exception e)
        {
            failure = e;
        }

        if (failure is null)
            return true;
        // one of each kind: by where it comes from
        string place = failure.GetType().Name + (failure.StackTrace?.Split('\n').FirstOrDefault() ?? failure.Message);
        if (_known.Add(place))
            report.Findings.Add($"{failure.GetType().Name}: {failure.Message}{failure.StackTrace?.Split('\n').FirstOrDefault()}\n      {Save(settings.Found, input) ?? Convert.ToHexStringLower(input.AsSpan(0, Math.Min(200, input.Length)))}");
        return false;
    }

    private TimeSpan WorkFor(byte[] input)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        target.Run(input);
        return Environment.CpuUsage.TotalTime - before;
    }

    private IEnumerable<byte[]> Saved()
    {
        string? folder = settings.Corpus is null ? null : Path.Combine(settings.Corpus, target.Name);
        return folder is not null && Directory.Exists(folder) ? Directory.GetFiles(folder).Order().Select(File.ReadAllBytes) : [];
    }

    private string? Save(string? root, byte[] input)
    {
        if (root is null)
            return null;
        string folder = Directory.CreateDirectory(Path.Combine(root, target.Name)).FullName;
        string path = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(input))[..16]);
        File.WriteAllBytes(path, input);
        return path;
    }
}
