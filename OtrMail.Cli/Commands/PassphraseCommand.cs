using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Storage;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail passphrase</c>: another passphrase for the data directory. The vault key is sealed anew, nothing else.</summary>
internal sealed class PassphraseCommand : CliCommand
{
    private readonly Option<string?> _newCommand = new("--new-command")
    {
        HelpName = "COMMAND",
        Description = "Prints the new passphrase, run by /bin/sh -c (default: it is typed twice)",
    };

    private readonly Option<bool> _noPassphrase = new("--no-passphrase")
    {
        Description = "Leave the keys open to whoever can read the data directory",
    };

    public PassphraseCommand()
        : base("passphrase", "Change the passphrase of the data directory", "otrmail passphrase")
    {
        Add(_newCommand);
        Add(_noPassphrase);
    }

    public override ExitCode Run(Invocation run)
    {
        string? command = run.Get(_newCommand);
        bool toNone = run.Get(_noPassphrase);
        if (toNone && command is not null)
            throw new CommandException(ExitCode.Usage, "--no-passphrase and --new-command contradict each other", "give one of them");
        StoreOptions options = toNone ? run.StoreOptions : run.StoreOptionsForNewPassphrase;
        VaultInfo before = Vault.Look(options);
        Func<byte[]?> next = toNone ? () => null
            : command is not null ? () => SecretCommand.NewPassphrase.Run(command)
            : () => Passphrases.Typed(run, "choose --no-passphrase, or let --new-command print it");
        Vault.ChangePassphrase(options, () => Passphrases.Existing(run), next, run.Context.Random);
        Lock(run, before);
        Tell(run, before, toNone);
        return ExitCode.Ok;
    }

    /// <summary>What is remembered belongs to the old sealing and is worth nothing any more: away with it.</summary>
    private static void Lock(Invocation run, VaultInfo before)
    {
        try
        {
            new UnlockedVault(run.Context.Keyring).Forget(before);
        }
        catch (CommandException)
        {
            // no keyring, nothing in it
        }
    }

    private static void Tell(Invocation run, VaultInfo before, bool toNone)
    {
        if (toNone)
            run.Report.Warning($"'{run.HomeDirectory}' has no passphrase any more: whoever can read it has your keys");
        else if (before.NeedsPassphrase)
            run.Report.Note($"changed the passphrase of '{run.HomeDirectory}'; a copy of its old file 'vault' still opens with the old one");
        else
            run.Report.Note($"'{run.HomeDirectory}' has a passphrase now; a copy of its old file 'vault' still holds the key");
        if (!toNone && Passphrases.CommandOf(run) is not null)
            run.Report.Note("the passphrase command is to print the new one from now on");
    }
}
