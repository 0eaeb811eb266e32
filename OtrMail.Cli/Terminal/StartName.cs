using System.Text;

namespace OtrMail.Cli.Terminal;

/// <summary>The name that this process was started by: that of a link, if one was used.</summary>
internal static class StartName
{
    private const string CommandLineFile = "/proc/self/cmdline";

    /// <summary>The name without directories.</summary>
    public static string OfProcess() => Path.GetFileName(First());

    /// <summary>What the kernel was given; on the .NET runtime the class library knows the program's file only.</summary>
    private static string First()
    {
        try
        {
            using FileStream file = File.OpenRead(CommandLineFile);
            Span<byte> bytes = stackalloc byte[4096];
            ReadOnlySpan<byte> read = bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
            return Encoding.UTF8.GetString(read[..Math.Max(0, read.IndexOf((byte)0))]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Environment.GetCommandLineArgs().FirstOrDefault() ?? "";
        }
    }
}
