using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Im;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail im forget</c>: an own account's key, or keys of a peer.</summary>
internal sealed class ImForgetCommand : CliCommand
{
    private readonly Option<string?> _account = new("--account") { HelpName = "NAME", Description = "Your own name in the network" };
    private readonly Option<string?> _peer = new("--peer") { HelpName = "NAME", Description = "Forget what was seen of this peer, not the own key" };
    private readonly ListArgument _fingerprint = new("FINGERPRINT") { Arity = ArgumentArity.ZeroOrMore, Description = "Only this key of the peer's" };

    public ImForgetCommand()
        : base("forget", "Forget an own account's key beyond recovery, or keys seen of a peer", "otrmail im forget --account alice@irc.example --peer bob")
    {
        Add(_account);
        Add(_peer);
        Add(_fingerprint);
    }

    public override ExitCode Run(Invocation run)
    {
        string account = ImNames.Account(run, _account);
        string? peer = run.Get(_peer) is null ? null : ImNames.Peer(run, _peer);
        ImFingerprint? only = run.Get(_fingerprint) is { Length: > 0 } typed ? ImNames.Fingerprint(typed) : null;
        if (only is not null && peer is null)
            throw new CommandException(ExitCode.Usage, "a FINGERPRINT goes with --peer");
        using Home home = run.OpenHome();
        ImKeyring keys = home.Keyring;
        if (peer is null)
        {
            if (!keys.Forget(account))
                throw new CommandException(ExitCode.NoUser, $"no account '{account}' has a key here", "see otrmail im key");
            run.Report.Note($"{account}: its key is forgotten");
            return ExitCode.Ok;
        }

        IEnumerable<ImFingerprint> known = keys.PeerKeys(account, peer).Select(key => key.Fingerprint);
        int forgotten = known.Where(key => only is null || key.Equals(only)).ToList().Count(key => keys.ForgetPeer(account, peer, key));
        if (forgotten == 0)
            throw new CommandException(ExitCode.NoUser, $"no such key of '{peer}' was seen by '{account}'", "see otrmail im peers");
        run.Report.Note($"{peer}: {forgotten} {(forgotten == 1 ? "key" : "keys")} forgotten");
        return ExitCode.Ok;
    }
}
