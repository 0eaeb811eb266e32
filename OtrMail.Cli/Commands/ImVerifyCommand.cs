using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Im;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail im verify</c>: the user compared a peer's key with its owner.</summary>
internal sealed class ImVerifyCommand : CliCommand
{
    private readonly Option<string?> _account = new("--account") { HelpName = "NAME", Description = "Your own name in the network" };
    private readonly Option<string?> _peer = new("--peer") { HelpName = "NAME", Description = "Whose key" };
    private readonly Option<bool> _not = new("--not") { Description = "Take a comparison back" };
    private readonly ListArgument _fingerprint = new("FINGERPRINT")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "What its owner says: 40 hexadecimal digits; asked for on the terminal without it",
    };

    public ImVerifyCommand()
        : base("verify", "Compare a peer's fingerprint with what its owner says", "otrmail im verify --account alice@irc.example --peer bob E0607104 E968910B 2C2CCE57 37DBE2CE C3EA5F50")
    {
        Add(_account);
        Add(_peer);
        Add(_not);
        Add(_fingerprint);
    }

    public override ExitCode Run(Invocation run)
    {
        string account = ImNames.Account(run, _account);
        string peer = ImNames.Peer(run, _peer);
        string[] said = run.GetAll(_fingerprint);
        ImFingerprint? typed = said.Length == 0 ? null : ImNames.Fingerprint(said);
        if (typed is null && !run.Context.Prompt.IsThere)
            throw new CommandException(ExitCode.Usage, "there is no terminal to ask on", "give what the owner says as FINGERPRINT");
        using Home home = run.OpenHome();
        ImKeyring keys = home.Keyring;
        ImFingerprint newest = keys.PeerKeys(account, peer) is [var first, ..]
            ? first.Fingerprint
            : throw new CommandException(ExitCode.NoUser, $"no key of '{peer}' was seen by '{account}'", "begin a private conversation first; see otrmail im peers");
        if (typed is null && !run.Context.Prompt.Confirm(
            $"Key of {Printable.Of(peer)}\n  fingerprint {newest}\nDoes its owner say the same, by voice or in person? [y/N] "))
            throw Differs(peer, newest);
        if (!keys.SetVerified(account, peer, typed ?? newest, !run.Get(_not)))
            throw Differs(peer, newest);
        run.Report.Note(run.Get(_not) ? $"{peer}: not verified any more" : $"{peer}: verified");
        return ExitCode.Ok;
    }

    private static CommandException Differs(string peer, ImFingerprint newest) => new(
        ExitCode.Refused, $"{peer}: not the key that its owner says (seen last {newest})", "do not trust what it says; compare again, by voice or in person");
}
