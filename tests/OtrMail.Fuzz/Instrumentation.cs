using SharpFuzz;

namespace OtrMail.Fuzz;

/// <summary>Puts the counting of branches into the assemblies under test, in a copy of this program.</summary>
internal static class Instrumentation
{
    private static readonly string[] Assemblies = ["OtrMail.Core.dll", "OtrMail.Ring.dll", "otrmail.dll"];

    /// <summary>Copies this program and instruments the copy.</summary>
    /// <returns>How many types can be seen.</returns>
    public static int Copy(string directory)
    {
        Directory.CreateDirectory(directory);
        string here = AppContext.BaseDirectory;
        foreach (string file in Directory.GetFiles(here, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(directory, Path.GetRelativePath(here, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        return Assemblies.Sum(assembly => Fuzzer.Instrument(Path.Combine(directory, assembly), IsOurs, Options.Value).Count());
    }

    // what the compiler makes for constant tables has no code
    private static bool IsOurs(string type) => type.StartsWith("OtrMail.", StringComparison.Ordinal);
}
