using System.Text;

namespace OtrMail.Cli.Terminal;

/// <summary>The name that this process was started by: that of a link, if one was used.</summary>
internal static class ProgramName
{
    private const string CommandLineFile = "/proc/self/cmdline";

    /// <summary>The name without directories.</summary>
    public static string OfProcess() => Path.GetFileName(First());

    /// <summary>What the kernel was given; on the .NET runtime, the library knows the program's file only.</summary>
    private static string First()
    {
        try
        {
            byte[] all = File.ReadAllBytes(CommandLineFile);
            return Encoding.UTF8.GetString(all.AsSpan(0, Math.Max(0, all.AsSpan().IndexOf((byte)0))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Environment.GetCommandLineArgs().FirstOrDefault() ?? "";
        }
    }
}
