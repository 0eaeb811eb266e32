using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Streams;

namespace OtrMail.Cli.Commands;

/// <summary>
/// <c>otrmail filter out</c>: in the way of outgoing mail. Encrypts for one recipient; what it was told to encrypt never comes
/// out as plain text.
/// </summary>
internal sealed class FilterOutCommand : CliCommand
{
    private readonly Option<bool> _opportunistic = new("--opportunistic")
    {
        Description = "Pass mail to people without a key as plain text, with your key in its header",
    };

    private readonly Option<string[]> _plain = new("--plain")
    {
        HelpName = "ADDRESS",
        Arity = ArgumentArity.OneOrMore,
        Description = "This recipient gets plain text, whoever he is; may be repeated",
    };

    private readonly Option<string[]> _to = new("--to")
    {
        HelpName = "ADDRESS",
        Arity = ArgumentArity.OneOrMore,
        Description = "Recipient, instead of those in To, Cc and Bcc",
    };

    public FilterOutCommand()
        : base("out", "Encrypt an outgoing mail for its one recipient: stdin to stdout", "otrmail filter out < letter.eml")
    {
        Add(_opportunistic);
        Add(_plain);
        Add(_to);
    }

    public override bool IsOffline => true;

    public override ExitCode Run(Invocation run)
    {
        string name = InputFile.NameOf(null);
        var policy = new OutgoingPolicy(
            run.Get(_opportunistic) || run.Settings.Opportunistic, [.. run.GetAll(_plain).Select(Invocation.AddressOf)]);
        Address[] to = [.. run.GetAll(_to).Select(Invocation.AddressOf)];
        using var input = new RecordedStream(InputFile.OpenStandard(run.Context));
        using OutgoingMail? mail = Read(run, input, out MimeFault fault);
        if (mail is null)
        {
            if (fault != MimeFault.AlreadyEncrypted)
                throw Refused(name, fault);
            using ByteSource whole = Passage(run, name, input);
            OutputFile.Write(run.Context, null, whole.CopyTo);
            return ExitCode.Ok;
        }

        Address[] recipients = [.. (to.Length > 0 ? to : mail.Recipients).Distinct()];
        if (recipients.Length == 0)
            throw new CommandException(ExitCode.Usage, $"{name}: no recipient in To, Cc or Bcc", "give one with --to ADDRESS");
        return Filter(run, name, mail, recipients, policy);
    }

    private static ExitCode Filter(Invocation run, string name, OutgoingMail mail, Address[] recipients, OutgoingPolicy policy)
    {
        RenderedMail? plain = null;
        SealOutcome? outcome = null;
        using (Home home = run.OpenHome())
        {
            using PostboxTransaction transaction = home.Begin();
            OutgoingPlan plan = policy.Decide(transaction, mail, recipients);
            if (!plan.IsAllowed)
                return MailRefusals.Tell(run.Report, name, plan.Refusals);
            if (plan.Encrypted.Count > 0 && recipients.Length > 1)
            {
                throw new CommandException(
                    ExitCode.Usage, $"{name}: {recipients.Length} recipients need a mail each", "send it with otrmail sendmail, or give one with --to ADDRESS");
            }

            if (plan.Encrypted.Count == 0)
            {
                plain = PlainMail.Passing(mail, transaction.Own.Bundle);
            }
            else
            {
                outcome = MailSealer.Seal(transaction, mail, recipients, run.Context.Random);
                if (!outcome.IsSealed)
                    return MailRefusals.Tell(run.Report, name, outcome.Refusals);
                transaction.Commit();
            }
        }

        using (outcome)
            OutputFile.Write(run.Context, null, plain is null ? outcome!.Mails[0].WriteTo : plain.WriteTo);
        return ExitCode.Ok;
    }

    private static OutgoingMail? Read(Invocation run, Stream input, out MimeFault fault)
    {
        try
        {
            OutgoingMail.TryRead(input, run.Spool, out OutgoingMail? mail, out fault, run.Settings.MimeLimits, dropsStatus: true);
            return mail;
        }
        catch (IOException e)
        {
            throw InputFile.Failure(null, e);
        }
    }

    /// <summary>What is encrypted already, as it came.</summary>
    private static ByteSource Passage(Invocation run, string name, RecordedStream input)
    {
        using var passage = new EncryptedPassage(run.Spool, run.Settings.MimeLimits);
        try
        {
            input.CopyAllTo(passage);
        }
        catch (IOException e)
        {
            throw InputFile.Failure(null, e);
        }

        return passage.TryFinish(out ByteSource? whole, out MimeFault fault) ? whole : throw Refused(name, fault);
    }

    private static CommandException Refused(string name, MimeFault fault)
    {
        (string what, string? hint) = Explanations.Sending(fault);
        return new CommandException(ExitCodes.Of(fault), $"{name}: {what}", hint);
    }
}
