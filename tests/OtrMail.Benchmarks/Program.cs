using OtrMail.Benchmarks;

// Benchmarks with their peers beside them in the same run; what counts is the ratio of medians, since machines are noisy.
//   dotnet run -c Release --project tests/OtrMail.Benchmarks -- [core] [command] [stream] [timing] [exposure] [scale] [fetch] [chat] [--rounds N]
int rounds = 31;
var chosen = new List<string>();
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--rounds" && i + 1 < args.Length)
        rounds = int.Parse(args[++i], System.Globalization.CultureInfo.InvariantCulture);
    else
        chosen.Add(args[i]);
}

var suites = new Dictionary<string, Action<int>>
{
    ["core"] = CoreBenchmarks.Run,
    ["command"] = CommandBenchmarks.Run,
    ["stream"] = StreamBenchmarks.Run,
    ["timing"] = TimingBenchmarks.Run,
    ["exposure"] = ExposureSimulation.Run,
    ["scale"] = ScaleBenchmarks.Run,
    ["fetch"] = FetchBenchmarks.Run,
    ["chat"] = ChatBenchmarks.Run,
};
foreach (string name in chosen.Count == 0 ? [.. suites.Keys] : chosen)
{
    if (!suites.TryGetValue(name, out Action<int>? suite))
    {
        Console.Error.WriteLine($"benchmarks: no suite '{name}'; there are: {string.Join(", ", suites.Keys)}");
        return 64;
    }

    suite(rounds);
}

return 0;
