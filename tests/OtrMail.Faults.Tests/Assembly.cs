using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]

// faults are counted, processes compete: one test at a time
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace OtrMail.Faults.Tests;

internal static class Surroundings
{
    /// <summary>The long form: every point, not a choice of them.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("OTRMAIL_FAULTS") == "long";

    /// <summary>Thousands of stores are made and thrown away: in memory, where there is a file system for it.</summary>
    [ModuleInitializer]
    internal static void UseMemory()
    {
        if (Directory.Exists("/dev/shm"))
            Environment.SetEnvironmentVariable("TMPDIR", "/dev/shm");
    }
}
