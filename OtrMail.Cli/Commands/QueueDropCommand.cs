using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail queue drop</c>: gives a mail up.</summary>
internal sealed class QueueDropCommand : CliCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The mail, as queue list calls it" };

    public QueueDropCommand()
        : base("drop", "Give up a mail that waits: it is forgotten", "otrmail queue drop 0a1b2c3d") => Add(_id);

    public override ExitCode Run(Invocation run)
    {
        string id = run.Get(_id)!;
        using Home home = run.OpenHome();
        QueuedMail? mail;
        using (PostboxTransaction transaction = home.Begin())
        {
            mail = transaction.Queue.Find(id);
            if (mail is not null)
            {
                transaction.Queue.Drop(mail);
                transaction.Commit();
            }
        }

        if (mail is null)
            throw new CommandException(ExitCode.Usage, $"there is no mail '{id}' in the queue", "see otrmail queue list");
        run.Report.Note($"{mail.Recipient}: given up");
        return ExitCode.Ok;
    }
}
