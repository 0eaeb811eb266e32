using System.ComponentModel;
using System.Diagnostics;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Streams;

namespace OtrMail.Cli.Transport;

/// <summary>
/// A command that takes outgoing mail as sendmail does: run by /bin/sh with <c>-f SENDER -- RECIPIENT</c> after it and the mail on
/// its stdin. Its exit code says what became of the mail (sysexits.h).
/// </summary>
/// <param name="command">The command.</param>
internal sealed class SendmailRelay(string command) : IMailRelay
{
    /// <summary>Tells a command that is this program again (a link in sendmail's place) that it would go round in a circle.</summary>
    public const string Marker = "OTRMAIL_HANDS_ON";

    private const int MaxErrors = 64 << 10;

    /// <summary>A command may leave somebody behind who keeps its stderr open.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public string Name => $"'{command}'";

    /// <summary>A command cannot be asked: every answer is yes.</summary>
    public IReadOnlyList<Handover> Ask(string sender, IReadOnlyList<Address> recipients, long bytes) => [.. recipients.Select(_ => Handover.Accepted)];

    /// <inheritdoc/>
    public Handover HandOn(string sender, Address recipient, ByteSource mail)
    {
        string envelope = sender.Length == 0 ? "<>" : sender;
        // the arguments are no part of what the shell reads, and stdout is for data of ours
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"{command} \"$@\" >&2", "sh", "-f", envelope, "--", recipient.ToQuotedString()])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment[Marker] = "1";
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = Task.Run(() => ReadErrors(process));
            try
            {
                ProcessInput.Feed(process, mail.CopyTo);
            }
            catch (IOException e)
            {
                return Handover.Later(e.Message);
            }

            process.WaitForExit();
            string said = errors.Wait(Patience) ? errors.Result : "";
            return Answer(process.ExitCode, said);
        }
        catch (Win32Exception e)
        {
            throw new CommandException(ExitCode.Unavailable, $"/bin/sh cannot be run: {e.Message}", null, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>
    /// What is wrong with the mail or the recipient stays wrong; everything else (no network, no such command, a wrong password)
    /// may be mended, and the mail waits.
    /// </summary>
    private static Handover Answer(int code, string said)
    {
        string last = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
        string reason = last.Length > 0 ? $"{last} (exit code {code})" : $"exit code {code}";
        return (ExitCode)code switch
        {
            ExitCode.Ok => Handover.Accepted,
            ExitCode.Usage or ExitCode.DataError or ExitCode.NoUser or ExitCode.Unavailable => Handover.Refused(reason),
            _ => Handover.Later(reason),
        };
    }

    private static string ReadErrors(Process process)
    {
        char[] text = new char[MaxErrors];
        int length = process.StandardError.ReadBlock(text);
        while (process.StandardError.Read() >= 0)
        {
            // what nobody wants to read must not stop it
        }

        return new string(text, 0, length);
    }
}
