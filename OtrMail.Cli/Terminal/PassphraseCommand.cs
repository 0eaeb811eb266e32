using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace OtrMail.Cli.Terminal;

/// <summary>
/// The helper that prints the passphrase, as msmtp's passwordeval: run by /bin/sh, its first line counts, its stderr is
/// ours. The passphrase itself is never in an argument or in the environment.
/// </summary>
internal static class PassphraseCommand
{
    private const int MaxOutput = 4096;

    /// <summary>Runs it; the caller wipes the result.</summary>
    /// <exception cref="CommandException">69: it failed or printed nothing.</exception>
    public static byte[] Run(string command)
    {
        byte[] output = GC.AllocateArray<byte>(MaxOutput, pinned: true);
        try
        {
            int length = Run(command, output, out int status);
            if (status != 0)
                throw Failure($"the passphrase command ended with {status}");
            int end = output.AsSpan(0, length).IndexOfAny((byte)'\n', (byte)'\r');
            ReadOnlySpan<byte> line = output.AsSpan(0, end < 0 ? length : end);
            if (line.IsEmpty)
                throw Failure("the passphrase command printed nothing");
            return line.ToArray();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(output);
        }
    }

    private static int Run(string command, Span<byte> output, out int status)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        try
        {
            using Process process = Process.Start(start)!;
            Stream stream = process.StandardOutput.BaseStream;
            int length = 0;
            for (int read; length < output.Length && (read = stream.Read(output[length..])) > 0;)
                length += read;
            process.StandardOutput.Close();
            process.WaitForExit();
            status = process.ExitCode;
            return length;
        }
        catch (Win32Exception e)
        {
            throw new CommandException(ExitCode.Unavailable, $"the passphrase command cannot be run: {e.Message}", null, e);
        }
    }

    private static CommandException Failure(string what) =>
        new(ExitCode.Unavailable, what, "check OTRMAIL_PASSPHRASE_COMMAND or passphrase_command in config.toml");
}
