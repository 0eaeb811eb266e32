using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail key accept</c>: a changed identity key, after the user compared it.</summary>
internal sealed class KeyAcceptCommand : CliCommand
{
    private readonly Argument<string> _address = new("ADDRESS") { Description = "Whose key has changed" };
    private readonly ListArgument _fingerprint = new("FINGERPRINT")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "The new key's fingerprint, as its owner says it",
    };

    public KeyAcceptCommand()
        : base(
            "accept",
            "Take a changed identity key after comparing it",
            "otrmail key accept bob@example.net 0123456789abcdef…")
    {
        Add(_address);
        Add(_fingerprint);
    }

    public override ExitCode Run(Invocation run)
    {
        Address address = run.GetAddress(_address);
        Fingerprint fingerprint = Contacts.FingerprintOf(run.Get(_fingerprint)!);
        using Home home = run.OpenHome();
        using (PostboxTransaction transaction = home.Begin())
        {
            if (transaction.Contacts.Accept(address, fingerprint, transaction.Now) is null)
                throw Refused(address, transaction.Contacts.Aside(address));
            transaction.Commit();
        }

        run.Report.Note($"{address}: key {fingerprint.Hex} accepted and verified");
        return ExitCode.Ok;
    }

    private static CommandException Refused(Address address, KeyBundle? aside) => aside is null
        ? new CommandException(
            ExitCode.NoUser, $"{address}: no key of this fingerprint has been seen", "import it: otrmail key import FILE")
        : new CommandException(
            ExitCode.Refused,
            $"{address}: the key that was seen has another fingerprint, {aside.IdentityFingerprint.Hex}",
            "compare again with its owner");
}
