using System.CommandLine;
using OtrMail.Cli.Settings;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Storage;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail unlock</c>: the vault key into the kernel's keyring, so that filters need not ask.</summary>
internal sealed class UnlockCommand : CliCommand
{
    private readonly Option<string?> _for = new("--for")
    {
        HelpName = "TIME",
        Description = "For how long, like 30min, 8h or 2days (default: 8h; at most 7days)",
    };

    public UnlockCommand()
        : base("unlock", "Keep the data directory open for a time, without asking for its passphrase", "otrmail unlock --for 8h") =>
        Add(_for);

    public override ExitCode Run(Invocation run)
    {
        TimeSpan time = run.Get(_for) is { } text ? TimeOf(text) : UnlockedVault.DefaultTime;
        StoreOptions options = run.StoreOptions;
        VaultInfo info = Vault.Look(options);
        if (!info.NeedsPassphrase)
        {
            run.Report.Note($"'{run.HomeDirectory}' has no passphrase: it is never locked");
            return ExitCode.Ok;
        }

        var unlocked = new UnlockedVault(run.Context.Keyring);
        unlocked.Forget(info); // where there is no keyring, nobody is asked in vain
        using (Vault vault = Vault.Open(options, () => Passphrases.Existing(run)))
            unlocked.Remember(info, vault, time);
        run.Report.Note($"unlocked '{run.HomeDirectory}' for {Duration.Text(time)}; to end it before: otrmail lock");
        return ExitCode.Ok;
    }

    private static TimeSpan TimeOf(string text) =>
        Duration.TryParse(text, out TimeSpan time) && time >= TimeSpan.FromSeconds(1) && time <= UnlockedVault.LongestTime
            ? time
            : throw new CommandException(
                ExitCode.Usage, $"'{text}' is no time from 1s to 7days", "give it like 30min, 8h or 2days");
}
