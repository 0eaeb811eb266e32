using System.CommandLine;
using System.Globalization;
using System.Text;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail archive list</c>: what <c>filter in</c> keeps readable.</summary>
internal sealed class ArchiveListCommand : CliCommand
{
    private readonly Option<bool> _json = new("--json") { Description = "As JSON" };

    public ArchiveListCommand()
        : base("list", "List the mails that filter in keeps readable", "otrmail archive list --json") => Add(_json);

    public override ExitCode Run(Invocation run)
    {
        using Home home = run.OpenHome();
        IReadOnlyList<ArchivedMail> mails;
        using (PostboxTransaction transaction = home.Begin())
            mails = transaction.Archive.List();
        if (run.Get(_json))
        {
            run.WriteJson([.. mails.Select(ArchivedForm.Of)], FormContext.Default.IReadOnlyListArchivedForm);
            return ExitCode.Ok;
        }

        var text = new StringBuilder();
        foreach (ArchivedMail mail in mails)
            text.Append(CultureInfo.InvariantCulture, $"{Contacts.DateOf(mail.Kept)} {Printable.Of(mail.From.ToString())} {mail.Bytes} bytes\n");
        run.Write(text.ToString());
        return ExitCode.Ok;
    }
}
