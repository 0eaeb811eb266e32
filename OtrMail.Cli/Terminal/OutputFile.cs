
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
        byte[] copy = bytes.ToArray();
        Write(context, path, output => output.Write(copy));
    }

    /// <summary>The same for a result of any length.</summary>
    /// <param name="context">Whose standard output.</param>
    /// <param name="path">The file; null or <c>-</c> for standard output.</param>
    /// <param name="write">Writes the result.</param>
    /// <exception cref="CommandException">74.</exception>
    public static void Write(CliContext context, string? path, Action<Stream> write)
    {
        try
        {
            if (IsStandard(path))
            {
                // who wants the very bytes on his terminal says so: -o -
                if (path is null && context.IsOutputTerminal)
                    WriteText(context, write);
                else
                    write(context.Output);
                context.Output.Flush();
            }
            else if (Libc.IsSpecial(path!))
            {
                using var stream = new FileStream(path!, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                write(stream);
            }
            else
            {
                using StagedFile file = StagedFile.Write(path!, write, context.Random);
                file.Publish();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(IsStandard(path) ? "standard output" : $"'{path}'", e);
        }
    }

    /// <summary>For eyes: no more than they read in a life time, so in memory.</summary>
    private static void WriteText(CliContext context, Action<Stream> write)
    {
        using var bytes = new MemoryStream();
        write(bytes);
        context.Output.Write(Printable.Text(bytes.ToArray()));
    }

    /// <summary>What a failed write is to the user.</summary>
    public static CommandException Failure(string where, Exception e) =>
        new(ExitCode.InputOutput, $"cannot write to {where}: {e.Message.TrimEnd('.')}", "make room or give another place, and run it again", e);

    private static bool IsStandard(string? path) =>
        path is null or "-" or "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1";
}
