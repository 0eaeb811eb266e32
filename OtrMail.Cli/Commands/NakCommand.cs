using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Cli.Transport;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail nak</c>: a mail that asks for what could not be read.</summary>
internal sealed class NakCommand : CliCommand
{
    private readonly Argument<string> _address = new("ADDRESS") { Description = "Whose mail could not be read" };
    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "OUT", Description = "Write to OUT instead of stdout" };
    private readonly Option<string?> _outputDirectory = new("--output-dir")
    {
        HelpName = "DIR",
        Description = "Write the mail and manifest.json into DIR",
    };

    public NakCommand()
        : base("nak", "Ask a contact for mails that could not be read", "otrmail nak bob@example.net -o ask-bob.eml")
    {
        Add(_address);
        Add(_output);
        Add(_outputDirectory);
    }

    public override ExitCode Run(Invocation run)
    {
        Address address = run.GetAddress(_address);
        var place = new MailsOutput(run, run.Get(_output), run.Get(_outputDirectory));
        place.Check();
        using Home home = run.OpenHome();
        using var relays = new Relays(run.Settings, run.Context);
        bool sends = relays.IsSetUp && run.Get(_output) is null && !place.IsDirectory;
        int count;
        SealOutcome? outcome = null;
        using (PostboxTransaction transaction = home.Begin())
        {
            count = transaction.Unreadable(Contacts.Of(transaction, address));
            if (count == 0)
            {
                run.Report.Note($"there is no mail of {address} that could not be read: nothing to ask for");
                return ExitCode.Ok;
            }

            if (!sends)
                outcome = NoticeMail.AskAgain(transaction, address, run.Context.Random);
            if (outcome is { IsSealed: true })
                transaction.Commit();
        }

        if (outcome is null)
            return new Sending(run, home, relays, isTold: true).Send("nak", address, transaction => NoticeMail.AskAgain(transaction, address, run.Context.Random));
        if (!outcome.IsSealed)
            return place.Refuse("nak", outcome.Refusals);
        place.Write(outcome.Mails);
        run.Report.Note($"asks {address} for {count} {(count == 1 ? "mail" : "mails")}; send it as it is");
        return ExitCode.Ok;
    }
}
