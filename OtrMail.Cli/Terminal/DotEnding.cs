namespace OtrMail.Cli.Terminal;

/// <summary>Standard input as sendmail reads it without <c>-i</c>: a line with a single dot ends it, as the end of the input does.</summary>
internal static class DotEnding
{
    private const int BlockBytes = 64 << 10;

    /// <summary>Reads up to that line, which is no part of the mail.</summary>
    /// <param name="context">Whose standard input.</param>
    /// <param name="limit">Most bytes.</param>
    /// <exception cref="CommandException">74: it cannot be read. 65: it is longer.</exception>
    public static ReadOnlyMemory<byte> Read(CliContext context, long limit)
    {
        using Stream input = context.OpenInput();
        using var mail = new MemoryStream();
        byte[] block = new byte[BlockBytes];
        int lineStart = 0;
        try
        {
            for (int read; (read = input.Read(block)) > 0;)
            {
                mail.Write(block, 0, read);
                ReadOnlySpan<byte> bytes = mail.GetBuffer().AsSpan(0, (int)mail.Length);
                for (int lf; (lf = bytes[lineStart..].IndexOf((byte)'\n')) >= 0; lineStart += lf + 1)
                {
                    if (bytes.Slice(lineStart, lf).TrimEnd((byte)'\r') is [(byte)'.'])
                        return mail.GetBuffer().AsMemory(0, lineStart);
                }

                if (mail.Length > limit)
                    throw new CommandException(ExitCode.DataError, $"{InputFile.NameOf(null)}: longer than {limit} bytes", "see packet_limit in config.toml");
            }
        }
        catch (IOException e)
        {
            throw new CommandException(ExitCode.InputOutput, $"{InputFile.NameOf(null)}: cannot be read: {e.Message.TrimEnd('.')}", null, e);
        }

        int length = (int)mail.Length;
        return mail.GetBuffer().AsMemory(0, length - lineStart == 1 && mail.GetBuffer()[lineStart] == '.' ? lineStart : length);
    }
}
