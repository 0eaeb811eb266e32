using System.Runtime.InteropServices;

namespace OtrMail.Cli.Terminal;

/// <summary>
/// Keeps the whole process to itself (Linux): no core dump, and no other process of the same user may read its memory or
/// trace it (prctl(2), PR_SET_DUMPABLE). A program that it runs is not concerned. Where the system refuses, the program
/// runs as any other.
/// </summary>
internal static partial class Secrecy
{
    private const int SetDumpable = 4; // PR_SET_DUMPABLE of linux/prctl.h

    /// <summary>From now on, until the end of the process.</summary>
    public static void Begin()
    {
        if (OperatingSystem.IsLinux())
            _ = ProcessControl(SetDumpable, 0, 0, 0, 0);
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int operation, nuint argument2, nuint argument3, nuint argument4, nuint argument5);
}
