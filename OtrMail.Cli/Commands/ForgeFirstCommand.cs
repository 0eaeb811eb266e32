using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mail.Deniability;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail forge first</c>: a first message that its alleged sender never wrote.</summary>
internal sealed class ForgeFirstCommand : CliCommand
{
    private readonly Argument<string?> _file = new("MAIL")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The mail that was never sent; stdin without it, or as -",
    };

    private readonly Option<bool> _asRecipient = new("--as-recipient") { Description = "Forge a mail to yourself, with your identity key" };
    private readonly Option<string?> _from = new("--from") { HelpName = "ADDRESS", Description = "The contact who is to have written it" };
    private readonly Option<string?> _prime = new("--prime") { HelpName = "HEX", Description = "Forge with a published signing key: its prime" };
    private readonly Option<string?> _senderBundle = new("--sender-bundle") { HelpName = "FILE", Description = "The bundle with that signing key" };
    private readonly Option<string?> _recipientBundle = new("--recipient-bundle") { HelpName = "FILE", Description = "To whom" };
    private readonly Option<long?> _stamp = new("--stamp")
    {
        HelpName = "SECONDS",
        Description = "When it is to have been written, in Unix seconds (default: now, but no later than the signing key was in use)",
    };

    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "OUT", Description = "Write to OUT instead of stdout" };

    public ForgeFirstCommand()
        : base(
            "first",
            "Forge a first message, as its recipient or with a published signing key",
            "otrmail forge first --as-recipient --from alice@example.org never-written.eml -o forged.eml")
    {
        Add(_file);
        Add(_asRecipient);
        Add(_from);
        Add(_prime);
        Add(_senderBundle);
        Add(_recipientBundle);
        Add(_stamp);
        Add(_output);
    }

    public override ExitCode Run(Invocation run)
    {
        bool asRecipient = run.Get(_asRecipient);
        CheckUsage(run, asRecipient);
        OutputFile.Check(run.Get(_output));
        OutgoingMail mail = ForgeInput.Mail(run, run.Get(_file));
        byte[] packet = asRecipient ? AsRecipient(run, mail) : WithPrime(run, mail);
        OutputFile.Write(run.Context, run.Get(_output), OuterMail.Wrap(mail, packet, run.Context.Random));
        return ExitCode.Ok;
    }

    private void CheckUsage(Invocation run, bool asRecipient)
    {
        bool hasPrime = run.Get(_prime) is not null;
        bool hasBundles = run.Get(_senderBundle) is not null && run.Get(_recipientBundle) is not null;
        bool hasAnyBundle = run.Get(_senderBundle) is not null || run.Get(_recipientBundle) is not null;
        if (asRecipient == hasPrime)
            throw new CommandException(ExitCode.Usage, "forge as the recipient, or with a prime", "give either --as-recipient or --prime HEX");
        if (asRecipient ? run.Get(_from) is null || hasAnyBundle : !hasBundles || run.Get(_from) is not null)
        {
            throw new CommandException(
                ExitCode.Usage,
                asRecipient ? "--as-recipient goes with --from, and with your own keys" : "--prime goes with two bundles, and with no home",
                asRecipient ? "give --from ADDRESS and no bundle" : "give --sender-bundle FILE and --recipient-bundle FILE");
        }
    }

    private byte[] AsRecipient(Invocation run, OutgoingMail mail)
    {
        Address from = Invocation.AddressOf(run.Get(_from)!);
        using Home home = run.OpenHome();
        using PostboxTransaction transaction = home.Begin(); // never committed: a forgery leaves no trace in the store
        KeyBundle sender = Contacts.Of(transaction, from).Bundle;
        KeyBundle own = transaction.Own.Bundle;
        CheckAddresses(run, mail, sender, own);
        return Packet(FirstForger.AsRecipient(
            sender,
            own,
            transaction.Own.Identity,
            ForgeInput.ContentOf(mail),
            StampFor(run, sender, transaction.Now),
            run.Context.Random));
    }

    private byte[] WithPrime(Invocation run, OutgoingMail mail)
    {
        byte[] prime = ForgeInput.Hex(run.Get(_prime)!, "prime", 1, MailLimits.PrimeBytes);
        KeyBundle sender = ForgeInput.Bundle(run, run.Get(_senderBundle)!);
        KeyBundle recipient = ForgeInput.Bundle(run, run.Get(_recipientBundle)!);
        CheckAddresses(run, mail, sender, recipient);
        SealResult? result = FirstForger.WithPublishedPrime(
            sender,
            prime,
            recipient,
            ForgeInput.ContentOf(mail),
            StampFor(run, sender, run.Context.Clock.GetUtcNow().ToUnixTimeSeconds()),
            run.Context.Random);
        return Packet(result ?? throw new CommandException(
            ExitCode.DataError,
            $"this prime is no factor of the signing key in {run.Get(_senderBundle)} ({sender.SigningFingerprint.Hex})",
            "give the bundle that announced the published key"));
    }

    /// <summary>What a real mail would never be: nobody would take such a forgery for one.</summary>
    private static void CheckAddresses(Invocation run, OutgoingMail mail, KeyBundle sender, KeyBundle recipient)
    {
        if (!sender.Addresses.Contains(mail.From))
        {
            throw new CommandException(
                ExitCode.DataError,
                $"the mail's From, {mail.From}, is no address of the alleged sender ({Contacts.NameOf(sender.Addresses)})",
                "write the From that he would have written");
        }

        if (!mail.Recipients.Any(recipient.Addresses.Contains))
            run.Report.Warning($"the mail is not addressed to its recipient ({Contacts.NameOf(recipient.Addresses)})");
    }

    private long StampFor(Invocation run, KeyBundle sender, long now)
    {
        long stamp = run.Get(_stamp) ?? Math.Min(now, sender.SigningDates.UsedUntil);
        return stamp >= 0 ? stamp : throw new CommandException(ExitCode.Usage, "a stamp is not negative", "give Unix seconds");
    }

    private static byte[] Packet(SealResult result)
    {
        if (result.IsSealed)
            return result.Mail.Packet;
        (string what, string hint) = Explanations.Writing(result.Refusal.Fault);
        throw new CommandException(ExitCodes.Of(result.Refusal.Fault), what, hint);
    }
}
