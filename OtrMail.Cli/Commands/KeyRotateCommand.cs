using OtrMail.Cli.Terminal;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail key rotate</c>: a new signing key and a new prekey, before their time.</summary>
internal sealed class KeyRotateCommand()
    : CliCommand("rotate", "Make a new signing key and prekey now", "otrmail key rotate")
{
    public override ExitCode Run(Invocation run)
    {
        using Home home = run.OpenHome();
        string fingerprint;
        using (PostboxTransaction transaction = home.Begin())
        {
            transaction.RotateKeys();
            fingerprint = transaction.Own.Bundle.SigningFingerprint.Hex;
            transaction.Commit();
        }

        run.Report.Note($"new signing key {fingerprint}");
        run.Report.Note("your contacts learn it, and the new prekey, with your next mails; to give it to others: otrmail key export");
        return ExitCode.Ok;
    }
}
