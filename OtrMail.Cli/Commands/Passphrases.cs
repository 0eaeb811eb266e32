using System.Security.Cryptography;
using OtrMail.Cli.Terminal;

namespace OtrMail.Cli.Commands;

/// <summary>Where the passphrase comes from: a command, or the person at the terminal; never arguments or environment.</summary>
internal static class Passphrases
{
    /// <summary>The command that prints it, if there is one.</summary>
    public static string? CommandOf(Invocation run) =>
        run.Context.Environment("OTRMAIL_PASSPHRASE_COMMAND") is { Length: > 0 } command ? command : run.Settings.PassphraseCommand;

    /// <summary>The passphrase of a store that has one; null when nothing can give it. The caller wipes it.</summary>
    public static byte[]? Existing(Invocation run)
    {
        if (CommandOf(run) is { } command)
            return SecretCommand.Passphrase.Run(command);
        return run.Context.Prompt.AskSecret($"Passphrase of {Printable.Of(run.HomeDirectory)}: ");
    }

    /// <summary>The passphrase of a store to be made; the caller wipes it.</summary>
    /// <exception cref="CommandException">64: nothing can give one, or it was not typed twice alike.</exception>
    public static byte[] New(Invocation run)
    {
        if (CommandOf(run) is { } command)
            return SecretCommand.Passphrase.Run(command);
        return Typed(run, "set OTRMAIL_PASSPHRASE_COMMAND, or choose --no-passphrase");
    }

    /// <summary>A new passphrase, typed twice; the caller wipes it.</summary>
    /// <exception cref="CommandException">64: there is no terminal, or it was not typed twice alike.</exception>
    public static byte[] Typed(Invocation run, string otherwise)
    {
        if (!run.Context.Prompt.IsThere)
        {
            throw new CommandException(
                ExitCode.Usage,
                "a passphrase is needed, and there is no terminal to ask on",
                otherwise);
        }

        byte[] first = run.Context.Prompt.AskSecret("New passphrase: ")
            ?? throw new CommandException(ExitCode.Usage, "the passphrase is empty", "type one, or choose --no-passphrase");
        byte[] again = run.Context.Prompt.AskSecret("The same again: ") ?? [];
        bool isSame = CryptographicOperations.FixedTimeEquals(first, again);
        CryptographicOperations.ZeroMemory(again);
        if (isSame)
            return first;
        CryptographicOperations.ZeroMemory(first);
        throw new CommandException(ExitCode.Usage, "the two passphrases differ", "try again");
    }
}
