using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail key add-address</c>: one more own address, with the same keys.</summary>
internal sealed class KeyAddAddressCommand : CliCommand
{
    private readonly Argument<string> _address = new("ADDRESS") { Description = "One more address of yours" };

    public KeyAddAddressCommand()
        : base("add-address", "Add one more address to your identity", "otrmail key add-address alice@example.com") => Add(_address);

    public override ExitCode Run(Invocation run)
    {
        Address address = run.GetAddress(_address);
        using Home home = run.OpenHome();
        using (PostboxTransaction transaction = home.Begin())
        {
            OwnKeys own = transaction.Own;
            if (own.Addresses.Contains(address))
            {
                run.Report.Note($"{address} is yours already");
                return ExitCode.Ok;
            }

            if (own.Addresses.Count == KeyBundle.MaxAddresses)
            {
                throw new CommandException(
                    ExitCode.Usage, $"an identity has {KeyBundle.MaxAddresses} addresses at most", "make another: otrmail init --home DIR");
            }

            if (transaction.Contacts.PinnedTo(address) is { } peer)
            {
                throw new CommandException(
                    ExitCode.Refused,
                    $"{address} belongs to a contact ({peer.Hex})",
                    $"if it is yours: otrmail key forget {address}");
            }

            own.Announce([.. own.Addresses, address], transaction.Now, LifeTimes.Default);
            transaction.Commit();
        }

        run.Report.Note($"added {address}");
        run.Report.Note("next: give your new key bundle to your correspondents: otrmail key export");
        return ExitCode.Ok;
    }
}
