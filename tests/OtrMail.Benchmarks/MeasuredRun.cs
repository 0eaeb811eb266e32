using System.Diagnostics;
using System.Globalization;

namespace OtrMail.Benchmarks;

/// <summary>One process from its start to its end.</summary>
/// <param name="Milliseconds">Wall time.</param>
/// <param name="PeakKiB">Its largest resident set, as the kernel counts it (VmHWM).</param>
internal sealed record MeasuredRun(double Milliseconds, long PeakKiB)
{
    /// <summary>Runs a program.</summary>
    /// <param name="program">Name or path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">What is set besides.</param>
    /// <param name="watch">Whether its memory is looked at while it runs.</param>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static MeasuredRun Of(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, bool watch = false)
    {
        string[] all = [.. arguments];
        var start = new ProcessStartInfo(program, all) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        long peak = 0;
        while (watch && !process.WaitForExit(4))
            peak = Math.Max(peak, PeakOf(process.Id));
        process.WaitForExit();
        double milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        Task.WaitAll(errors, output);
        return process.ExitCode == 0
            ? new MeasuredRun(milliseconds, peak)
            : throw new InvalidOperationException($"{Path.GetFileName(program)} {string.Join(' ', all)}: {process.ExitCode} {errors.Result}");
    }

    /// <summary>The middle one of some.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static long PeakOf(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(one => one.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it has ended
        }
    }
}
