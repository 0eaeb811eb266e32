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
    private readonly PlaceOptions _place;

    public NakCommand()
        : base("nak", "Ask a contact for mails that could not be read", "otrmail nak bob@example.net -o ask-bob.eml")
    {
        Add(_address);
        _place = new PlaceOptions(this, "Write the mail and manifest.json into DIR");
    }

    public override ExitCode Run(Invocation run)
    {
        Address address = run.GetAddress(_address);
        MailsOutput place = _place.Open(run);
        using Home home = run.OpenHome();
        using var relays = new Relays(run.Settings, run.Context);
        bool sends = _place.Sends(run, relays);
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
            return MailRefusals.Tell(run.Report, "nak", outcome.Refusals);
        place.Write(outcome.Mails);
        run.Report.Note($"asks {address} for {count} {(count == 1 ? "mail" : "mails")}; send it as it is");
        return ExitCode.Ok;
    }
}
