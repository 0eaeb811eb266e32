using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail encrypt</c>: an outgoing mail in, an encrypted mail for each recipient out.</summary>
internal sealed class EncryptCommand : CliCommand
{
    private readonly Argument<string?> _file = new("FILE")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The outgoing mail; stdin without it, or as -",
    };

    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "OUT", Description = "Write to OUT instead of stdout" };
    private readonly Option<string[]> _to = new("--to")
    {
        HelpName = "ADDRESS",
        Arity = ArgumentArity.OneOrMore,
        Description = "Recipient, instead of those in To, Cc and Bcc; may be repeated",
    };

    private readonly Option<string?> _outputDirectory = new("--output-dir")
    {
        HelpName = "DIR",
        Description = "One mail for each recipient, and manifest.json, into DIR",
    };

    public EncryptCommand()
        : base("encrypt", "Encrypt an outgoing mail", "otrmail encrypt letter.eml -o letter-to-bob.eml")
    {
        Add(_file);
        Add(_output);
        Add(_to);
        Add(_outputDirectory);
    }

    public override bool IsOffline => true;

    public override ExitCode Run(Invocation run)
    {
        var place = new MailsOutput(run, run.Get(_output), run.Get(_outputDirectory));
        Address[] to = [.. run.GetAll(_to).Select(Invocation.AddressOf)];
        place.Check();
        string name = InputFile.NameOf(run.Get(_file));
        using OutgoingMail mail = Parse(run, name, run.Get(_file));
        Address[] recipients = [.. (to.Length > 0 ? to : mail.Recipients).Distinct()];
        if (recipients.Length == 0)
            throw new CommandException(ExitCode.Usage, $"{name}: no recipient in To, Cc or Bcc", "give one with --to ADDRESS");
        if (recipients.Length > 1 && !place.IsDirectory)
        {
            throw new CommandException(
                ExitCode.Usage, $"{name}: {recipients.Length} recipients need a mail each", "give --output-dir DIR");
        }

        using Home home = run.OpenHome();
        using SealOutcome outcome = Seal(run, home, mail, recipients);
        if (!outcome.IsSealed)
            return MailRefusals.Tell(run.Report, name, outcome.Refusals);
        place.Write(outcome.Mails);
        return ExitCode.Ok;
    }

    private static OutgoingMail Parse(Invocation run, string name, string? file)
    {
        MimeFault fault = MimeFault.None;
        OutgoingMail? mail = InputFile.Read(
            run.Context, file, input => OutgoingMail.TryRead(input, run.Spool, out OutgoingMail? read, out fault, run.Settings.MimeLimits) ? read : null);
        if (mail is not null)
            return mail;
        (string what, string? hint) = Explanations.Sending(fault);
        throw new CommandException(ExitCodes.Of(fault), $"{name}: {what}", hint);
    }

    private static SealOutcome Seal(Invocation run, Home home, OutgoingMail mail, Address[] recipients)
    {
        using PostboxTransaction transaction = home.Begin();
        SealOutcome outcome = MailSealer.Seal(transaction, mail, recipients, run.Context.Random);
        if (outcome.IsSealed)
            transaction.Commit();
        return outcome;
    }
}
