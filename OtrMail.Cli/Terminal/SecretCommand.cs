using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace OtrMail.Cli.Terminal;

/// <summary>
/// The helper that prints a passphrase, password or access token, as msmtp's passwordeval: run by /bin/sh, its first line
/// counts, its stderr is ours. The secret itself is never in an argument or in the environment.
/// </summary>
/// <param name="name">What it is called, for mistakes: <c>passphrase command</c>.</param>
/// <param name="hint">Where to look when it fails.</param>
internal sealed class SecretCommand(string name, string hint)
{
    private const int MaxOutput = 16 << 10; // an access token may be long

    /// <summary>The command that prints the passphrase of the data directory.</summary>
    public static SecretCommand Passphrase { get; } =
        new("passphrase command", "check OTRMAIL_PASSPHRASE_COMMAND or passphrase_command in config.toml");

    /// <summary>The command that prints the passphrase that is to come.</summary>
    public static SecretCommand NewPassphrase { get; } = new("command for the new passphrase", "check --new-command");

    /// <summary>Runs it; the caller wipes the result.</summary>
    /// <exception cref="CommandException">69: it failed or printed nothing.</exception>
    public byte[] Run(string command)
    {
        byte[] output = GC.AllocateArray<byte>(MaxOutput, pinned: true);
        try
        {
            int length = Run(command, output, out int status);
            if (status != 0)
                throw Failure($"the {name} ended with {status}");
            int end = output.AsSpan(0, length).IndexOfAny((byte)'\n', (byte)'\r');
            ReadOnlySpan<byte> line = output.AsSpan(0, end < 0 ? length : end);
            if (line.IsEmpty)
                throw Failure($"the {name} printed nothing");
            byte[] secret = GC.AllocateUninitializedArray<byte>(line.Length, pinned: true);
            line.CopyTo(secret);
            return secret;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(output);
        }
    }

    private int Run(string command, Span<byte> output, out int status)
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
            throw new CommandException(ExitCode.Unavailable, $"the {name} cannot be run: {e.Message}", hint, e);
        }
    }

    private CommandException Failure(string what) => new(ExitCode.Unavailable, what, hint);
}
