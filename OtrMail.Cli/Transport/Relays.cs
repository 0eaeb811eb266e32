using OtrMail.Cli.Settings;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;

namespace OtrMail.Cli.Transport;

/// <summary>The ways to send that the settings name; each is opened once in a run.</summary>
/// <param name="settings">The settings.</param>
/// <param name="context">Where passwords are asked for.</param>
internal sealed class Relays(UserSettings settings, CliContext context) : IDisposable
{
    private const string SystemSendmail = "/usr/sbin/sendmail";

    private readonly Dictionary<string, IMailRelay> _open = [];

    /// <summary>Whether the settings name a way to send: mail of the program's own goes out by itself then.</summary>
    public bool IsSetUp => settings.SmtpAccounts.Count > 0 || settings.SendmailCommand is not null;

    private string? Command => settings.SendmailCommand
        ?? (settings.SmtpAccounts.Count == 0 && File.Exists(SystemSendmail) ? SystemSendmail + " -i" : null);

    /// <summary>
    /// The account that mail of a sender goes by, empty for the command: the account that lists him; the command, if the settings
    /// name one; an account that lists nobody.
    /// </summary>
    /// <param name="from">The sender.</param>
    /// <param name="account">The account that was typed.</param>
    /// <param name="isServer">The command does not count.</param>
    /// <exception cref="CommandException">64: there is no account of that name. 69: there is no way to send.</exception>
    public string Choose(Address from, string? account, bool isServer)
    {
        if (account is not null)
        {
            return Find(account) is not null ? account
                : throw new CommandException(ExitCode.Usage, $"there is no account '{account}'", $"add [smtp.{account}] to config.toml");
        }

        if (settings.SmtpAccounts.FirstOrDefault(one => one.Addresses.Any(address => Address.Parse(address).Equals(from))) is { } own)
            return own.Server.Name;
        if (!isServer && Command is not null)
            return "";
        if (settings.SmtpAccounts.FirstOrDefault(one => one.Addresses.Count == 0) is { } any)
            return any.Server.Name;
        throw new CommandException(
            ExitCode.Unavailable,
            $"there is no {(isServer ? "server" : "server or command")} to hand mail of {from} to",
            "add [smtp.NAME] with a host to config.toml" + (isServer ? "" : ", or [sendmail] with a command"));
    }

    /// <summary>The relay of an account that <see cref="Choose"/> gave, perhaps in an earlier run.</summary>
    /// <exception cref="CommandException">69: the settings do not name it any more.</exception>
    public IMailRelay Open(string account)
    {
        if (_open.TryGetValue(account, out IMailRelay? relay))
            return relay;
        if (account.Length == 0)
            relay = new SendmailRelay(Command ?? throw Gone("[sendmail]"));
        else if (Find(account) is { } found)
            relay = new SmtpRelay(found, new ServerLogin(found.Server, $"smtp.{account}", context));
        else
            throw Gone($"[smtp.{account}]");
        return _open[account] = relay;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IMailRelay relay in _open.Values)
            relay.Dispose();
    }

    private SmtpSettings? Find(string account) => settings.SmtpAccounts.FirstOrDefault(one => one.Server.Name == account);

    private static CommandException Gone(string table) =>
        new(ExitCode.Unavailable, $"mail waits for {table}, which is not in config.toml any more", "put it back, or see otrmail queue");
}
