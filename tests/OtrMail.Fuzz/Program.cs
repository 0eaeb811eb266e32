using System.Globalization;
using OtrMail.Fuzz;
using OtrMail.Fuzz.Targets;

// Fuzzing of everything that reads bytes of others (docs/TRUST.md).
//   list                       the targets
//   copy DIR                   a copy of this program in DIR, instrumented: run that one, so that coverage guides
//   run [TARGET…] [--runs N] [--seconds N] [--seed N] [--corpus DIR] [--found DIR]
//   replay TARGET FILE…        runs inputs once
//   seeds DIR                  writes the corpora, one directory a target
//   afl TARGET                 one process under afl-fuzz (AFL_SKIP_BIN_CHECK=1)
if (args is not ["afl", ..]) // which brings its own map
    Coverage.Start();

if (args is ["list"])
{
    foreach (FuzzTarget target in AllTargets.List)
        Console.WriteLine(target.Name);
    return 0;
}

if (args is ["copy", var directory])
{
    Console.WriteLine($"{Instrumentation.Copy(directory)} types instrumented in {directory}");
    return 0;
}

if (args is ["seeds", var seeds])
{
    foreach (FuzzTarget target in AllTargets.List)
    {
        int number = 0;
        foreach (byte[] seed in target.Corpus())
            File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(Path.Combine(seeds, target.Name)).FullName, $"{number++:d4}"), seed);
    }

    return 0;
}

if (args is ["afl", var fuzzed])
{
    Action<byte[]> body = AllTargets.Of(fuzzed).Run;
    SharpFuzz.Fuzzer.OutOfProcess.Run(stream =>
    {
        using var input = new MemoryStream();
        stream.CopyTo(input);
        body(input.ToArray());
    });
    return 0;
}

if (args is ["replay", var replayed, .. var files])
{
    foreach (string file in files)
    {
        AllTargets.Of(replayed).Run(File.ReadAllBytes(file));
        Console.WriteLine($"{file}: nothing");
    }

    return 0;
}

if (args is not ["run", .. var rest])
{
    Console.Error.WriteLine("fuzz: list | copy DIR | run [TARGET…] [--runs N] [--seconds N] [--seed N] [--corpus DIR] [--found DIR] | replay TARGET FILE… | seeds DIR | afl TARGET");
    return 64;
}

var settings = new FuzzSettings();
List<string> names = [];
for (int i = 0; i < rest.Length; i++)
{
    if (i + 1 == rest.Length || !rest[i].StartsWith("--", StringComparison.Ordinal))
    {
        names.Add(rest[i]);
        continue;
    }

    string value = rest[i + 1];
    settings = rest[i++] switch
    {
        "--runs" => settings with { Runs = long.Parse(value, CultureInfo.InvariantCulture) },
        "--seconds" => settings with { Time = TimeSpan.FromSeconds(double.Parse(value, CultureInfo.InvariantCulture)) },
        "--seed" => settings with { Seed = int.Parse(value, CultureInfo.InvariantCulture) },
        "--corpus" => settings with { Corpus = value },
        "--found" => settings with { Found = value },
        string option => throw new ArgumentException($"no option {option}"),
    };
}

int findings = 0;
foreach (FuzzTarget target in names.Count == 0 ? AllTargets.List : names.Select(AllTargets.Of))
{
    FuzzReport report = new FuzzLoop(target, settings).Run();
    findings += report.Findings.Count;
    Console.WriteLine(report);
}

return findings == 0 ? 0 : 1;
