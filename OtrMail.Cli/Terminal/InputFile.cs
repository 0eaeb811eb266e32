using System.Buffers;

namespace OtrMail.Cli.Terminal;

/// <summary>A command's input: a FILE argument, or standard input (also as <c>-</c>), read whole before anything else.</summary>
internal static class InputFile
{
    private const int Locked = 11; // EWOULDBLOCK of asm-generic/errno-base.h

    /// <summary>How an input is called in reports.</summary>
    public static string NameOf(string? path) => IsStandard(path) ? "standard input" : path!;

    /// <summary>Whether this is standard input.</summary>
    public static bool IsStandard(string? path) => path is null or "-";

    /// <summary>Reads all of it.</summary>
    /// <param name="context">Whose standard input.</param>
    /// <param name="path">The file; null or <c>-</c> for standard input.</param>
    /// <param name="limit">Most bytes.</param>
    /// <exception cref="CommandException">66: it cannot be opened. 74: it cannot be read. 65: it is longer.</exception>
    public static ReadOnlyMemory<byte> Read(CliContext context, string? path, long limit)
    {
        using Stream stream = Open(context, path);
        var bytes = new ArrayBufferWriter<byte>(64 * 1024);
        try
        {
            for (int read; (read = stream.Read(bytes.GetSpan(64 * 1024))) > 0;)
            {
                bytes.Advance(read);
                if (bytes.WrittenCount > limit)
                    throw new CommandException(
                        ExitCode.DataError, $"{NameOf(path)}: longer than {limit} bytes", "see packet_limit in config.toml");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(path, e);
        }

        return bytes.WrittenMemory;
    }

    /// <summary>Reads it from front to end by a function of the caller's, who spools what is long.</summary>
    /// <exception cref="CommandException">66: it cannot be opened. 74: it cannot be read, or not be spooled.</exception>
    public static T Read<T>(CliContext context, string? path, Func<Stream, T> read)
    {
        using Stream stream = Open(context, path);
        try
        {
            return read(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(path, e);
        }
    }

    /// <summary>What a failed read is to the user.</summary>
    public static CommandException Failure(string? path, Exception e) =>
        new(ExitCode.InputOutput, $"{NameOf(path)}: cannot be read: {e.Message.TrimEnd('.')}", "see to the disk or program that it comes from", e);

    /// <summary>Opens standard input.</summary>
    /// <exception cref="CommandException">66: it is closed.</exception>
    public static Stream OpenStandard(CliContext context) => Open(context, null);

    private static Stream Open(CliContext context, string? path)
    {
        try
        {
            return IsStandard(path) ? context.OpenInput() : OpenFile(path!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CommandException(ExitCode.NoInput, $"{NameOf(path)}: cannot be opened: {e.Message.TrimEnd('.')}", "check its name and mode", e);
        }
    }

    /// <summary>
    /// The class library takes a shared lock on what it reads, and is refused where somebody holds another (flock(2)). Such locks are for
    /// those that agree on them: who is given a file reads it.
    /// </summary>
    private static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (IOException e) when (e.HResult == Locked && Libc.OpenToRead(path) is { } handle)
        {
            return new FileStream(handle, FileAccess.Read, bufferSize: 0);
        }
    }
}
