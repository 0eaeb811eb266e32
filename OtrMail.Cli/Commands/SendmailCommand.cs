using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Cli.Transport;
using OtrMail.Core.Keys;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary>
/// <c>otrmail sendmail</c>: takes the place of sendmail in a mail program. Its options are sendmail's (<see cref="SendmailArguments"/>).
/// </summary>
internal sealed class SendmailCommand : CliCommand
{
    private readonly ListArgument _recipients = new("RECIPIENT") { Arity = ArgumentArity.ZeroOrMore, Description = "Who gets it" };
    private readonly Option<bool> _fromHeader = new(SendmailArguments.FromHeader, "-t") { Description = "Recipients from To, Cc and Bcc, too" };
    private readonly Option<bool> _ignoreDots = new(SendmailArguments.IgnoreDots, "-i", "-oi") { Description = "A line with a single dot does not end the mail" };
    private readonly Option<string?> _sender = new(SendmailArguments.Sender, "-f", "-r") { HelpName = "ADDRESS", Description = "Where bounces go (default: From)" };
    private readonly Option<string?> _senderName = new(SendmailArguments.SenderName, "-F") { HelpName = "NAME", Description = "Your name, if the mail has no From" };
    private readonly Option<bool> _list = new(SendmailArguments.List, "-bp") { Description = "List the queue" };
    private readonly Option<bool> _flush = new(SendmailArguments.Flush, "-q") { Description = "Send the queue" };
    private readonly SendOptions _options;

    public SendmailCommand()
        : base("sendmail", "Take the place of sendmail: encrypt a mail for each recipient and hand each on", "otrmail sendmail -t -i < letter.eml")
    {
        Add(_recipients);
        Add(_fromHeader);
        Add(_ignoreDots);
        Add(_sender);
        Add(_senderName);
        Add(_list);
        Add(_flush);
        _options = new SendOptions(this);
    }

    public override ExitCode Run(Invocation run)
    {
        if (run.Get(_list))
            return QueueListCommand.Write(run, isJson: false);
        if (run.Get(_flush))
            return QueueSendCommand.Flush(run);
        // a link in the place of sendmail, and [sendmail] is that link
        if (run.Context.Environment(SendmailRelay.Marker) is { Length: > 0 })
            throw new CommandException(ExitCode.Unavailable, "otrmail would hand the mail on to itself", "set command in [sendmail], or an account [smtp.NAME]");
        string name = InputFile.NameOf(null);
        OutgoingPolicy policy = _options.Policy(run);
        Address[] typed = [.. run.GetAll(_recipients).SelectMany(SendmailArguments.AddressesOf)];
        (string? envelope, Address? sender) = SendmailArguments.SenderOf(run.Get(_sender));
        if (typed.Length == 0 && !run.Get(_fromHeader))
            throw new CommandException(ExitCode.Usage, "no recipient", "name one, or take them from the mail with -t");
        using var home = new HomeOnDemand(run);
        using Submission mail = InputFile.Read(
            run.Context,
            null,
            input => SendOptions.Read(run, home, name, run.Get(_ignoreDots) ? input : new DotEnding(input), sender, run.Get(_senderName)));
        Address[] recipients = [.. (run.Get(_fromHeader) ? typed.Concat(mail.Recipients) : typed).Distinct()];
        if (recipients.Length == 0)
            throw new CommandException(ExitCode.Usage, $"{name}: no recipient in To, Cc or Bcc", "name one");
        using var relays = new Relays(run.Settings, run.Context);
        string account = _options.Account(run, relays, mail.From, isServer: false);
        return new Sending(run, home.Value, relays, isTold: false).Send(
            new SendOrder(name, mail, recipients, policy, envelope ?? mail.From.ToQuotedString(), account));
    }
}
