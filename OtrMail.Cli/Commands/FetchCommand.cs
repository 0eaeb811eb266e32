using System.CommandLine;
using System.Runtime.InteropServices;
using OtrMail.Cli.Destinations;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Settings;
using OtrMail.Cli.Terminal;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail fetch</c>: finds OTR-Mail in IMAP accounts, decrypts it, delivers it.</summary>
internal sealed class FetchCommand : CliCommand
{
    private const string Sample = "[imap.home] host = \"imap.example.org\" user = \"…\" password_command = \"…\" maildir = \"…\"";

    private readonly Option<string[]> _accounts = new("--account")
    {
        HelpName = "NAME",
        Arity = ArgumentArity.OneOrMore,
        Description = "An account of config.toml (default: all)",
    };

    private readonly Option<string[]> _folders = new("--folder")
    {
        HelpName = "FOLDER",
        Arity = ArgumentArity.OneOrMore,
        Description = "A folder (default: those of the account, or INBOX)",
    };

    private readonly Option<string?> _maildir = new("--maildir") { HelpName = "DIR", Description = "Deliver to this Maildir" };
    private readonly Option<bool> _mbox = new("--mbox") { Description = "Write the mails to stdout, as an mbox" };
    private readonly Option<string?> _command = new("--command") { HelpName = "CMD", Description = "Give each mail to a command, on its stdin" };
    private readonly Option<bool> _watch = new("--watch") { Description = "Go on and wait for new mail, until a signal" };
    private readonly Option<bool> _markSeen = new("--mark-seen") { Description = "Mark what was delivered as seen on the server" };
    private readonly Option<bool> _json = new("--json") { Description = "Say what was done as JSON on stdout (not with --mbox or --watch)" };

    public FetchCommand()
        : base("fetch", "Get OTR-Mail from IMAP servers, decrypt and deliver it", "otrmail fetch --maildir ~/Mail/private")
    {
        Add(_accounts);
        Add(_folders);
        Add(_maildir);
        Add(_mbox);
        Add(_command);
        Add(_watch);
        Add(_markSeen);
        Add(_json);
    }

    public override ExitCode Run(Invocation run)
    {
        CheckUsage(run);
        ImapSettings[] accounts = [.. Chosen(run).Select(account => Adjusted(run, account))];
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using Home home = run.OpenHome();
        var fetching = new Fetching(run, home, stop.Token);
        IReadOnlyList<AccountFetch> fetches =
            [.. accounts.Select(account => new AccountFetch(fetching, account, DestinationOf(run, account)))];
        if (run.Get(_watch))
            return FetchWatch.Run(fetches, stop.Token);
        ExitCode worst = ExitCode.Ok;
        List<FetchForm> forms = [];
        foreach (AccountFetch fetch in fetches)
            worst = ExitCodes.Worst(worst, fetch.Once(forms));
        if (run.Get(_json) && worst == ExitCode.Ok)
            run.WriteJson(forms, FormContext.Default.IReadOnlyListFetchForm);
        return worst;
    }

    private void CheckUsage(Invocation run)
    {
        int ways = (run.Get(_maildir) is null ? 0 : 1) + (run.Get(_command) is null ? 0 : 1) + (run.Get(_mbox) ? 1 : 0);
        if (ways > 1)
            throw new CommandException(ExitCode.Usage, "--maildir, --mbox and --command exclude each other", "give one of them");
        if (run.Get(_maildir) is { Length: 0 })
            throw new CommandException(ExitCode.Usage, "--maildir is empty", "name a directory");
        // the shell takes an empty command, and with it every mail
        if (run.Get(_command) is { } command && string.IsNullOrWhiteSpace(command))
            throw new CommandException(ExitCode.Usage, "--command is empty", "name a command that takes a mail on its stdin");
        if (run.Get(_folders)?.Any(folder => folder.Length == 0) == true)
            throw new CommandException(ExitCode.Usage, "--folder is empty", "name a folder");
        if (run.Get(_json) && (run.Get(_mbox) || run.Get(_watch)))
            throw new CommandException(ExitCode.Usage, "--json goes with neither --mbox nor --watch", "leave one out");
    }

    private IReadOnlyList<ImapSettings> Chosen(Invocation run)
    {
        IReadOnlyList<ImapSettings> all = run.Settings.ImapAccounts;
        if (all.Count == 0)
            throw new CommandException(ExitCode.Configuration, "there is no IMAP account in config.toml", $"add one: {Sample}");
        string[] names = run.GetAll(_accounts);
        if (names.Length == 0)
            return all;
        return [.. names.Distinct().Select(name => all.FirstOrDefault(account => account.Server.Name == name)
            ?? throw new CommandException(ExitCode.Usage, $"there is no account '{name}'", $"add [imap.{name}] to config.toml"))];
    }

    /// <summary>The account with what was typed in the place of what is set.</summary>
    private ImapSettings Adjusted(Invocation run, ImapSettings account)
    {
        if (run.Get(_folders) is { Length: > 0 } folders)
            account = account with { Folders = folders };
        // it alone may be written in any case (RFC 3501, section 5.1)
        account = account with { Folders = [.. account.Folders.Select(name => name.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? "INBOX" : name).Distinct()] };
        if (run.Get(_mbox))
            account = account with { Maildir = null, Command = null };
        if (run.Get(_maildir) is { } maildir)
            account = account with { Maildir = Path.GetFullPath(maildir), Command = null };
        if (run.Get(_command) is { } command)
            account = account with { Maildir = null, Command = command };
        if (run.Get(_json) && account is { Maildir: null, Command: null })
            throw new CommandException(ExitCode.Usage, "--json and the mails cannot both go to stdout", "give --maildir or --command");
        return account with { MarkSeen = account.MarkSeen || run.Get(_markSeen) };
    }

    private IMailDestination DestinationOf(Invocation run, ImapSettings account) => account switch
    {
        { Maildir: { } maildir } => Maildir.Open(Directories.Named(run.Context, run.HomeDirectory, maildir)),
        { Command: { } command } => new MailCommand(command, keepsOutput: run.Get(_json), run.Report),
        _ => new MboxStream(run.Context),
    };
}
