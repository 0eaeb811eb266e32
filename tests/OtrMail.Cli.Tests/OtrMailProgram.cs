using System.Diagnostics;

namespace OtrMail.Cli.Tests;

/// <summary>The built program as a process: what OTRMAIL_BIN names, or the one beside these tests.</summary>
internal static class OtrMailProgram
{
    public static string Path { get; } =
        Environment.GetEnvironmentVariable("OTRMAIL_BIN") ?? System.IO.Path.Combine(AppContext.BaseDirectory, "otrmail");

    /// <summary>How to start it in this surroundings.</summary>
    public static ProcessStartInfo Start(string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        Surround(start, folder);
        return start;
    }

    /// <summary>Nothing of the caller's own identity comes in.</summary>
    public static void Surround(ProcessStartInfo start, string folder)
    {
        start.Environment["HOME"] = folder;
        start.Environment["XDG_STATE_HOME"] = System.IO.Path.Combine(folder, "state");
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment.Remove("XDG_DATA_HOME");
        start.Environment.Remove("OTRMAIL_HOME");
        start.Environment.Remove("OTRMAIL_PASSPHRASE_COMMAND");
    }

    /// <summary>Runs it to its end.</summary>
    public static RunResult Run(ProcessStartInfo start, byte[]? input = null)
    {
        using Process process = Process.Start(start)!;
        using var patience = new Timer(_ => End(process), null, TimeSpan.FromMinutes(3), Timeout.InfiniteTimeSpan);
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task feeding = Task.Run(() => Feed(process, input));
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        feeding.Wait();
        return new RunResult(process.ExitCode, output.ToArray(), error.Result);
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // it has ended just now, by itself
        }
    }

    private static void Feed(Process process, byte[]? input)
    {
        try
        {
            process.StandardInput.BaseStream.Write(input ?? []);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // it has ended already
        }
    }
}
