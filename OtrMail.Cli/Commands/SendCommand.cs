using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Cli.Transport;
using OtrMail.Core.Keys;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail send</c>: encrypts a mail for each recipient and hands each on to the SMTP server.</summary>
internal sealed class SendCommand : CliCommand
{
    private readonly Argument<string?> _file = new("FILE")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The outgoing mail; stdin without it, or as -",
    };

    private readonly Option<string[]> _to = new("--to")
    {
        HelpName = "ADDRESS",
        Arity = ArgumentArity.OneOrMore,
        Description = "Recipient, instead of those in To, Cc and Bcc; may be repeated",
    };

    private readonly SendOptions _options;

    public SendCommand()
        : base("send", "Encrypt a mail and send it by SMTP", "otrmail send letter.eml")
    {
        Add(_file);
        Add(_to);
        _options = new SendOptions(this);
    }

    public override ExitCode Run(Invocation run)
    {
        string name = InputFile.NameOf(run.Get(_file));
        OutgoingPolicy policy = _options.Policy(run);
        Address[] to = [.. run.GetAll(_to).Select(Invocation.AddressOf)];
        using var home = new HomeOnDemand(run);
        using Submission mail = InputFile.Read(run.Context, run.Get(_file), input => SendOptions.Read(run, home, name, input));
        Address[] recipients = [.. (to.Length > 0 ? to : mail.Recipients).Distinct()];
        if (recipients.Length == 0)
            throw new CommandException(ExitCode.Usage, $"{name}: no recipient in To, Cc or Bcc", "give one with --to ADDRESS");
        using var relays = new Relays(run.Settings, run.Context);
        string account = _options.Account(run, relays, mail.From, isServer: true);
        return new Sending(run, home.Value, relays, isTold: true).Send(new SendOrder(name, mail, recipients, policy, mail.From.ToQuotedString(), account));
    }
}
