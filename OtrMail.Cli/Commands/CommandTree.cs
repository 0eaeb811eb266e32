using System.CommandLine;

namespace OtrMail.Cli.Commands;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    private static readonly string[] Names =
    [
        "init", "encrypt", "decrypt", "filter", "archive", "sendmail", "send", "queue", "fetch", "inspect", "status",
        "tend", "nak", "resend", "restored", "passphrase", "unlock", "lock", "key", "forge", "im", "completion",
        "man",
    ];

    /// <summary>The whole tree; it holds no state of a run.</summary>
    public static MainCommand Build(GlobalOptions globals)
    {
        var root = new MainCommand();
        AddTo(root, globals);
        foreach (string name in Names)
            root.Add(Make(name));
        return root;
    }

    /// <summary>
    /// A tree of no more than the commands whose names are among the arguments, without help, which takes little time to make. What it
    /// parses without an error, and with no argument or value that begins like an option, the whole tree parses to the same. Null
    /// for arguments that only the whole tree understands.
    /// </summary>
    public static Command? BuildFor(IReadOnlyList<string> arguments, GlobalOptions globals)
    {
        var root = new Command(MainCommand.ProgramName);
        foreach (string argument in arguments)
        {
            // -- makes arguments of what follows, [ begins a directive; the rest may ask for help, a letter among others too
            if (argument is "--" or "/h" or "/?" || argument.StartsWith('[') || (argument.StartsWith('-') && argument.AsSpan().ContainsAny('h', '?')
                && !argument.StartsWith("--", StringComparison.Ordinal)))
                return null;
            if (Names.Contains(argument) && !root.Subcommands.Any(command => command.Name == argument))
                root.Add(Make(argument));
        }

        AddTo(root, globals);
        return root.Subcommands.Count > 0 ? root : null;
    }

    private static void AddTo(Command root, GlobalOptions globals)
    {
        root.Add(globals.Home);
        root.Add(globals.Quiet);
        root.Add(globals.Verbose);
        root.Add(globals.Version);
    }

    private static Command Make(string name) => name switch
    {
        "init" => new InitCommand(),
        "encrypt" => new EncryptCommand(),
        "decrypt" => new DecryptCommand(),
        "filter" => new CommandGroup(
            "filter",
            "Stand in a mail program's way in or out: stdin to stdout",
            "otrmail filter in < mail.eml",
            new FilterInCommand(),
            new FilterOutCommand()),
        "archive" => new CommandGroup(
            "archive",
            "What filter in decrypted and keeps readable",
            "otrmail archive list",
            new ArchiveListCommand(),
            new ArchiveForgetCommand()),
        "sendmail" => new SendmailCommand(),
        "send" => new SendCommand(),
        "queue" => new CommandGroup(
            "queue",
            "Mails that were made and wait to be handed on",
            "otrmail queue list",
            new QueueListCommand(),
            new QueueSendCommand(),
            new QueueDropCommand()),
        "fetch" => new FetchCommand(),
        "inspect" => new InspectCommand(),
        "status" => new StatusCommand(),
        "tend" => new TendCommand(),
        "nak" => new NakCommand(),
        "resend" => new ResendCommand(),
        "restored" => new RestoredCommand(),
        "passphrase" => new PassphraseCommand(),
        "unlock" => new UnlockCommand(),
        "lock" => new LockCommand(),
        "key" => new CommandGroup(
            "key",
            "Your key and those of your correspondents",
            "otrmail key import bob.asc",
            new KeyExportCommand(),
            new KeyImportCommand(),
            new KeyListCommand(),
            new KeyShowCommand(),
            new KeyVerifyCommand(),
            new KeyAcceptCommand(),
            new KeyAddAddressCommand(),
            new KeyForgetCommand(),
            new KeyRotateCommand()),
        "forge" => new CommandGroup(
            "forge",
            "Show that a transcript proves nothing: forge, alter and check messages",
            "otrmail forge check from-bob.eml --with later.eml",
            new ForgeFirstCommand(),
            new ForgeAlterCommand(),
            new ForgeKeysCommand(),
            new ForgeCheckCommand()),
        "im" => new ImCommand(),
        "completion" => new CompletionCommand(),
        "man" => new ManCommand(),
        _ => throw new ArgumentException($"there is no command {name}", nameof(name)),
    };
}
