using OtrMail.Cli.Terminal;
using OtrMail.Core.Storage;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail lock</c>: the vault key out of the kernel's keyring.</summary>
internal sealed class LockCommand() : CliCommand("lock", "Ask for the passphrase again from now on", "otrmail lock")
{
    public override ExitCode Run(Invocation run)
    {
        VaultInfo info = Vault.Look(run.StoreOptions);
        bool wasUnlocked = new UnlockedVault(run.Context.Keyring).Forget(info);
        if (!info.NeedsPassphrase)
            run.Report.Warning($"'{run.HomeDirectory}' has no passphrase and cannot be locked; to give it one: otrmail passphrase");
        else
            run.Report.Note(wasUnlocked ? $"locked '{run.HomeDirectory}'" : $"'{run.HomeDirectory}' was locked already");
        return ExitCode.Ok;
    }
}
