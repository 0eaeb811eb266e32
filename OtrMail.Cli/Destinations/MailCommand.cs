using System.ComponentModel;
using System.Diagnostics;
using OtrMail.Cli.Terminal;

namespace OtrMail.Cli.Destinations;

/// <summary>A command that gets each mail on its stdin, run by /bin/sh; an exit code but 0 means: try again later.</summary>
/// <param name="command">The command.</param>
/// <param name="keepsOutput">Whether what it says on its stdout goes to stderr, because ours is somebody else's.</param>
/// <param name="report">Where failures are told.</param>
internal sealed class MailCommand(string command, bool keepsOutput, Report report) : IMailDestination
{
    public bool CanStage => false;

    public string Stage(FetchedMail mail) => throw new NotSupportedException();

    public void Secure(IReadOnlyList<string> places) => throw new NotSupportedException();

    public IReadOnlySet<string> Publish(IReadOnlyList<string> places) => throw new NotSupportedException();

    public void Withdraw(string place)
    {
    }

    public bool Deliver(FetchedMail mail)
    {
        string line = keepsOutput ? $"exec >&2\n{command}" : command;
        var start = new ProcessStartInfo("/bin/sh", ["-c", line]) { RedirectStandardInput = true, UseShellExecute = false };
        try
        {
            using Process process = Process.Start(start)!;
            ProcessInput.Feed(process, mail.WriteTo);
            process.WaitForExit();
            if (process.ExitCode == 0)
                return true;
            report.Failure($"'{command}' ended with {process.ExitCode}", "the mail is kept and given to it again next time");
            return false;
        }
        catch (Win32Exception e)
        {
            throw new CommandException(ExitCode.Unavailable, $"/bin/sh cannot be run: {e.Message}", "commands need a shell", e);
        }
    }
}
