using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Cli.Transport;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail resend</c>: consents to send again what a contact asked for.</summary>
internal sealed class ResendCommand : CliCommand
{
    private readonly Argument<string> _address = new("ADDRESS") { Description = "Who asked" };
    private readonly PlaceOptions _place;

    public ResendCommand()
        : base("resend", "Encrypt again what a contact could not read and asked for", "otrmail resend bob@example.net --output-dir out")
    {
        Add(_address);
        _place = new PlaceOptions(this, "Write the mails and manifest.json into DIR; needed for several");
    }

    public override ExitCode Run(Invocation run)
    {
        Address address = run.GetAddress(_address);
        MailsOutput place = _place.Open(run);
        using Home home = run.OpenHome();
        using var relays = new Relays(run.Settings, run.Context);
        bool sends = _place.Sends(run, relays);
        SealOutcome outcome;
        IReadOnlyList<string> asked;
        using (PostboxTransaction transaction = home.Begin())
        {
            Contact contact = Contacts.Of(transaction, address);
            asked = transaction.AskedFor(contact);
            outcome = MailSealer.Resend(transaction, contact, address, run.Context.Random);
            if (outcome.Mails.Count > 1 && !sends && !place.IsDirectory)
            {
                throw new CommandException(
                    ExitCode.Usage, $"{address} asked for {outcome.Mails.Count} mails, which need a file each", "give --output-dir DIR");
            }

            if (outcome.IsSealed && !sends)
                transaction.Commit();
        }

        if (!outcome.IsSealed)
            return MailRefusals.Tell(run.Report, "resend", outcome.Refusals);
        if (outcome.Mails.Count == 0)
        {
            run.Report.Note($"{address} has asked for nothing that can be sent again");
            return ExitCode.Ok;
        }

        if (sends)
            return new Sending(run, home, relays, isTold: true).Send("resend", address, again => Take(run, again, address));
        place.Write(outcome.Mails);
        // only now: what a crash or a full disk keeps from coming out can be made once more
        using (PostboxTransaction transaction = home.Begin())
        {
            transaction.LetGo(Contacts.Of(transaction, address), asked);
            transaction.Commit();
        }

        run.Report.Note($"{outcome.Mails.Count} {(outcome.Mails.Count == 1 ? "mail" : "mails")} for {address}; send as they are");
        return ExitCode.Ok;
    }

    /// <summary>Makes them again once the server has said that it takes them; in the queue nothing is lost.</summary>
    private static SealOutcome Take(Invocation run, PostboxTransaction transaction, Address address)
    {
        Contact contact = Contacts.Of(transaction, address);
        IReadOnlyList<string> asked = transaction.AskedFor(contact);
        SealOutcome outcome = MailSealer.Resend(transaction, contact, address, run.Context.Random);
        transaction.LetGo(contact, asked);
        return outcome;
    }
}
