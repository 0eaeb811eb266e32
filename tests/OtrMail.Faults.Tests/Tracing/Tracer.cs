using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using OtrMail.Cli.Tests;

namespace OtrMail.Faults.Tests.Tracing;

/// <summary>Runs the program under tracer.c, which is compiled when it is first needed.</summary>
internal static class Tracer
{
    private static readonly Lazy<string> Binary = new(Compile);

    /// <summary>Why nothing can be traced here; null where it can.</summary>
    public static string? Missing { get; } =
        !OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64 ? "only Linux on x86-64 is traced"
        : Peers.Tests.PeerFactAttribute.Find("gcc") is null ? "gcc is not installed"
        : null;

    /// <summary>Runs a command of a person and lists what it touches.</summary>
    public static TracedRun List(Household people, string person, byte[]? input, IEnumerable<string> arguments) =>
        Run(people, person, input, arguments, "list", 0, 0);

    /// <summary>Runs it in another mode of tracer.c.</summary>
    public static TracedRun Run(Household people, string person, byte[]? input, IEnumerable<string> arguments, string mode, int number, int error)
    {
        string log = people.Folder + ".touches";
        ProcessStartInfo plain = OtrMailProgram.Start(people.Folder, [.. arguments, "--home", people[person]]);
        var start = new ProcessStartInfo(
            Binary.Value,
            [people.Folder, log, mode, number.ToString(CultureInfo.InvariantCulture), error.ToString(CultureInfo.InvariantCulture), "--", plain.FileName, .. plain.ArgumentList])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = people.Folder,
        };
        OtrMailProgram.Surround(start, people.Folder);
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // a debug build makes files for its debugger
        RunResult result = OtrMailProgram.Run(start, input);
        string[] lines = File.ReadAllLines(log);
        File.Delete(log);
        return new TracedRun(result, lines.Contains("killed"), [.. lines.Where(line => line.Contains('\t', StringComparison.Ordinal)).Select(Touch.Of)]);
    }

    private static string Compile()
    {
        string binary = Path.Combine(AppContext.BaseDirectory, "tracer");
        var start = new ProcessStartInfo(Peers.Tests.PeerFactAttribute.Find("gcc")!, ["-O2", "-Wall", "-Werror", "-o", binary, Path.Combine(AppContext.BaseDirectory, "Tracing", "tracer.c")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        OtrMailProgram.Run(start).Ok();
        return binary;
    }
}
