using OtrMail.Cli.Terminal;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail restored</c>: the user says that the data directory came from a backup.</summary>
internal sealed class RestoredCommand()
    : CliCommand("restored", "Say that the data directory was restored from a backup", "otrmail restored")
{
    public override ExitCode Run(Invocation run)
    {
        using Home home = run.OpenHome();
        using (PostboxTransaction transaction = home.Begin())
        {
            // when it was found out just now, all is done already
            if (!transaction.WasQuarantined)
                transaction.Restored();
            transaction.Commit();
        }

        run.Report.Note("all sessions are retired, and a new signing key and prekey are made");
        run.Report.Note("mail that the old keys still open is marked not-authenticated: it may have been altered");
        run.Report.Note("your next mail to each contact opens a new session and tells him the new keys");
        return ExitCode.Ok;
    }
}
