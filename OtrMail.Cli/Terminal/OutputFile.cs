
namespace OtrMail.Cli.Terminal;

/// <summary>Where a command's one result goes: standard output, or the file of <c>-o</c>.</summary>
internal static class OutputFile
{
    /// <summary>
    /// Refuses what is certain to fail, before anything has changed: a directory in the file's place, or none around it.
    /// </summary>
    public static void Check(string? path)
    {
        if (IsStandard(path))
            return;
        if (Directory.Exists(path))
            throw new CommandException(ExitCode.InputOutput, $"cannot write '{path}': it is a directory", "give a file, or --output-dir");
        string directory = Path.GetDirectoryName(Path.GetFullPath(path!))!;
        if (!Directory.Exists(directory))
            throw new CommandException(ExitCode.InputOutput, $"cannot write '{path}': there is no directory '{directory}'", "make it first");
    }

    /// <summary>Writes the result, whole or not at all; a device or pipe is written to, never replaced.</summary>
    /// <exception cref="CommandException">74.</exception>
    public static void Write(CliContext context, string? path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (IsStandard(path))
            {
                // who wants the very bytes on his terminal says so: -o -
                context.Output.Write(path is null && context.IsOutputTerminal ? Printable.Text(bytes) : bytes);
                context.Output.Flush();
            }
            else if (Libc.IsSpecial(path!))
            {
                using var stream = new FileStream(path!, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                stream.Write(bytes);
            }
            else
            {
                using StagedFile file = StagedFile.Write(path!, bytes, context.Random);
                file.Publish();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(IsStandard(path) ? "standard output" : $"'{path}'", e);
        }
    }

    /// <summary>What a failed write is to the user.</summary>
    public static CommandException Failure(string where, Exception e) =>
        new(ExitCode.InputOutput, $"cannot write to {where}: {e.Message.TrimEnd('.')}", "make room or give another place, and run it again", e);

    private static bool IsStandard(string? path) =>
        path is null or "-" or "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1";
}
