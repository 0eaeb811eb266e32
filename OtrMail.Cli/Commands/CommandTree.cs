using System.CommandLine;

namespace OtrMail.Cli.Commands;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    /// <summary>A new tree; it holds no state of a run.</summary>
    public static RootCommand Build(GlobalOptions globals)
    {
        var root = new MainCommand();
        // --version is ours: it is to work after any command
        foreach (Option option in root.Options.Where(option => option is VersionOption).ToArray())
            root.Options.Remove(option);
        root.Add(globals.Home);
        root.Add(globals.Quiet);
        root.Add(globals.Verbose);
        root.Add(globals.Version);
        root.Add(new InitCommand());
        root.Add(new EncryptCommand());
        root.Add(new DecryptCommand());
        root.Add(new CommandGroup(
            "filter",
            "Stand in a mail program's way in or out: stdin to stdout",
            "otrmail filter in < mail.eml",
            new FilterInCommand(),
            new FilterOutCommand()));
        root.Add(new CommandGroup(
            "archive",
            "What filter in decrypted and keeps readable",
            "otrmail archive list",
            new ArchiveListCommand(),
            new ArchiveForgetCommand()));
        root.Add(new SendmailCommand());
        root.Add(new SendCommand());
        root.Add(new CommandGroup(
            "queue",
            "Mails that were made and wait to be handed on",
            "otrmail queue list",
            new QueueListCommand(),
            new QueueSendCommand(),
            new QueueDropCommand()));
        root.Add(new FetchCommand());
        root.Add(new InspectCommand());
        root.Add(new StatusCommand());
        root.Add(new TendCommand());
        root.Add(new NakCommand());
        root.Add(new ResendCommand());
        root.Add(new RestoredCommand());
        root.Add(new PassphraseCommand());
        root.Add(new UnlockCommand());
        root.Add(new LockCommand());
        root.Add(new CommandGroup(
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
            new KeyRotateCommand()));
        root.Add(new CommandGroup(
            "forge",
            "Show that a transcript proves nothing: forge, alter and check messages",
            "otrmail forge check from-bob.eml --with later.eml",
            new ForgeFirstCommand(),
            new ForgeAlterCommand(),
            new ForgeKeysCommand(),
            new ForgeCheckCommand()));
        root.Add(new ImCommand());
        root.Add(new CompletionCommand());
        root.Add(new ManCommand());
        return root;
    }
}
