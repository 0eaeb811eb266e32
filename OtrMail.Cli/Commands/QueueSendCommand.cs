using OtrMail.Cli.Terminal;
using OtrMail.Cli.Transport;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail queue send</c>: tries again now, also what was refused.</summary>
internal sealed class QueueSendCommand() : CliCommand("send", "Hand on what waits, now", "otrmail queue send")
{
    public override ExitCode Run(Invocation run) => Flush(run);

    /// <summary>Hands on all that waits.</summary>
    public static ExitCode Flush(Invocation run)
    {
        using Home home = run.OpenHome();
        using var relays = new Relays(run.Settings, run.Context);
        QueueOutcome outcome = new QueuePass(run, home, relays).Run(withRefused: true);
        foreach (QueuedMail mail in outcome.Sent)
            run.Report.Note($"{mail.Recipient}: handed on");
        foreach (QueuedMail mail in outcome.Waiting)
            run.Report.Failure($"{mail.Recipient}: still waits: {mail.Reason}", null);
        foreach (QueuedMail mail in outcome.Refused)
            run.Report.Failure($"{mail.Recipient}: refused: {mail.Reason}", $"give it up: otrmail queue drop {mail.Id}");
        ExitCode worst = outcome.Trouble;
        if (outcome.Refused.Any())
            worst = ExitCodes.Worst(worst, ExitCode.Unavailable);
        return outcome.Waiting.Any() ? ExitCodes.Worst(worst, ExitCode.TryAgain) : worst;
    }
}
