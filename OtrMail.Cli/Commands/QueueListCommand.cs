using System.CommandLine;
using System.Globalization;
using System.Text;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail queue list</c>: what waits to be handed on.</summary>
internal sealed class QueueListCommand : CliCommand
{
    private readonly Option<bool> _json = new("--json") { Description = "As JSON" };

    public QueueListCommand()
        : base("list", "List the mails that wait to be handed on", "otrmail queue list --json") => Add(_json);

    public override ExitCode Run(Invocation run) => Write(run, run.Get(_json));

    /// <summary>Writes the list.</summary>
    public static ExitCode Write(Invocation run, bool isJson)
    {
        using Home home = run.OpenHome();
        IReadOnlyList<QueuedMail> mails;
        using (PostboxTransaction transaction = home.Begin())
            mails = transaction.Queue.List();
        if (isJson)
        {
            run.WriteJson([.. mails.Select(QueuedForm.Of)], FormContext.Default.IReadOnlyListQueuedForm);
            return ExitCode.Ok;
        }

        var text = new StringBuilder();
        foreach (QueuedMail mail in mails)
        {
            string state = mail.IsRefused ? "refused" : "waits";
            text.Append(CultureInfo.InvariantCulture, $"{mail.Id} {Contacts.DateOf(mail.Since)} {Printable.Of(mail.Recipient.ToString())} {mail.Bytes} bytes, {state}");
            text.Append(mail.Reason.Length > 0 ? $": {Printable.Of(mail.Reason)}\n" : "\n");
        }

        run.Write(text.ToString());
        return ExitCode.Ok;
    }
}
