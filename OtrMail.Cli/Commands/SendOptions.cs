using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Cli.Transport;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary>What <c>sendmail</c> and <c>send</c> share: their options, and how an input becomes an order.</summary>
internal sealed class SendOptions
{
    private readonly Option<bool> _opportunistic = new("--opportunistic")
    {
        Description = "People without a key get plain text, with your key in its header",
    };

    private readonly Option<string[]> _plain = new("--plain")
    {
        HelpName = "ADDRESS",
        Arity = ArgumentArity.OneOrMore,
        Description = "This recipient gets plain text, whoever he is; may be repeated",
    };

    private readonly Option<string?> _account = new("--account") { HelpName = "NAME", Description = "The account [smtp.NAME] of config.toml" };

    /// <summary>Adds them to a command.</summary>
    public SendOptions(Command command)
    {
        command.Add(_opportunistic);
        command.Add(_plain);
        command.Add(_account);
    }

    /// <summary>The policy that they ask for.</summary>
    public OutgoingPolicy Policy(Invocation run) => new(
        run.Get(_opportunistic) || run.Settings.Opportunistic, [.. run.GetAll(_plain).Select(Invocation.AddressOf)]);

    /// <summary>Reads and completes a mail.</summary>
    /// <param name="run">The run.</param>
    /// <param name="home">Knows the own addresses.</param>
    /// <param name="name">How the mail is called.</param>
    /// <param name="input">What was handed over.</param>
    /// <param name="sender">Who is its From, if it has none: an own address.</param>
    /// <param name="senderName">His name.</param>
    /// <exception cref="CommandException">65: it is no mail that can be sent.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Submission Read(Invocation run, HomeOnDemand home, string name, Stream input, Address? sender = null, string? senderName = null)
    {
        if (Submission.TryRead(input, run.Spool, Complete, out Submission? submission, out MimeFault fault, run.Settings.MimeLimits))
            return submission;
        if (fault == MimeFault.AlreadyEncrypted)
            throw new CommandException(ExitCode.DataError, $"{name}: an OTR-Mail packet without a mail around it", "send the mail that otrmail encrypt made");
        (string what, string? hint) = Explanations.Sending(fault);
        throw new CommandException(ExitCodes.Of(fault), $"{name}: {what}", hint);

        ReadOnlyMemory<byte> Complete(ReadOnlyMemory<byte> mail)
        {
            using PostboxTransaction transaction = home.Value.Begin();
            Address from = sender is not null && transaction.Own.Addresses.Contains(sender) ? sender : transaction.Own.Addresses[0];
            return OriginFields.Complete(mail, from, senderName ?? run.Settings.Name, transaction.Now, run.Context.Random, run.Settings.MimeLimits);
        }
    }

    /// <summary>Which way a mail goes.</summary>
    /// <exception cref="CommandException">64, 69.</exception>
    public string Account(Invocation run, Relays relays, Address from, bool isServer) => relays.Choose(from, run.Get(_account), isServer);
}
