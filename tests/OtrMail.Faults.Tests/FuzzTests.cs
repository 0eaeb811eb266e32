using System.Diagnostics;
using OtrMail.Cli.Tests;
using OtrMail.Fuzz;
using Xunit.Abstractions;

namespace OtrMail.Faults.Tests;

/// <summary>Fuzzing's short form: every target, guided by coverage, for half a second.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private static readonly string Copy = Path.Combine(AppContext.BaseDirectory, "fuzz");

    [Fact]
    public void Every_reader_of_foreign_bytes_answers_whatever_comes()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "OtrMail.Fuzz.dll");
        if (Directory.Exists(Copy))
            Directory.Delete(Copy, recursive: true);
        Run(program, "copy", Copy).Ok();
        RunResult fuzzed = Run(Path.Combine(Copy, "OtrMail.Fuzz.dll"), "run", "--seconds", Surroundings.IsLong ? "60" : "0.5", "--found", Path.Combine(Copy, "found"));
        output.WriteLine(fuzzed.Text);
        Assert.True(fuzzed.ExitCode == 0, fuzzed.Text + fuzzed.Error);
        string[] lines = fuzzed.Text.TrimEnd('\n').Split('\n');
        Assert.True(lines.Length >= 18);
        // without instrumentation it would be a walk in the dark
        Assert.All(lines, line => Assert.DoesNotContain("edges     0", line));
    }

    [Fact]
    public void An_empty_corpus_fails() =>
        Assert.Throws<InvalidOperationException>(() => new FuzzLoop(new FuzzTarget("nothing", _ => { }, () => []), new FuzzSettings { Runs = 1 }).Run());

    [Fact]
    public void A_reader_that_throws_is_found_and_its_input_kept()
    {
        using var folder = new TemporaryFolder();
        var target = new FuzzTarget("fragile", input => Assert.DoesNotContain((byte)'x', input), () => ["abc"u8.ToArray()], "x");
        FuzzReport report = new FuzzLoop(target, new FuzzSettings { Runs = 2000, Found = folder.Path }).Run();
        Assert.NotEmpty(report.Findings);
        Assert.Contains((byte)'x', File.ReadAllBytes(Directory.GetFiles(folder["fragile"])[0]));
    }

    private static RunResult Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new RunResult(process.ExitCode, System.Text.Encoding.UTF8.GetBytes(text), error.Result);
    }
}
