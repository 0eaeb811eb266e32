using System.Diagnostics;
using System.Globalization;
using OtrMail.Benchmarks;

// Benchmarks with their peers beside them in the same run; what counts is the ratio of medians, since machines are noisy.
//   dotnet run -c Release --project tests/OtrMail.Benchmarks -- [core] [command] [stream] [timing] [scale] [fetch] [chat] [exposure] [--rounds N]
// Without a name all but the last run: with --rounds 5 that takes a quarter of an hour on two busy cores.
int rounds = 31;
var chosen = new List<string>();
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--rounds" && i + 1 < args.Length)
        rounds = int.Parse(args[++i], CultureInfo.InvariantCulture);
    else
        chosen.Add(args[i]);
}

var suites = new Dictionary<string, Action<int>>
{
    ["core"] = CoreBenchmarks.Run,
    ["command"] = CommandBenchmarks.Run,
    ["stream"] = StreamBenchmarks.Run,
    ["timing"] = TimingBenchmarks.Run,
    ["scale"] = ScaleBenchmarks.Run,
    ["fetch"] = FetchBenchmarks.Run,
    ["chat"] = ChatBenchmarks.Run,
    ["exposure"] = ExposureSimulation.Run, // counts, and measures no time
};
foreach (string name in chosen.Count == 0 ? [.. suites.Keys.SkipLast(1)] : chosen)
{
    if (!suites.TryGetValue(name, out Action<int>? suite))
    {
        Console.Error.WriteLine($"benchmarks: no suite '{name}'; there are: {string.Join(", ", suites.Keys)}");
        return 64;
    }

    long start = Stopwatch.GetTimestamp();
    suite(rounds);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"\n({name}: {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s; load at its end {Load()})\n"));
}

return 0;

static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "not known";
