using OtrMail.Cli.Terminal;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace OtrMail.Cli.Settings;

/// <summary>
/// Reads config.toml strictly: what is unknown or has a wrong value ends the command with 78, so that no setting is
/// silently without effect.
/// </summary>
internal sealed class SettingsFile
{
    /// <summary>Its name in the data directory.</summary>
    public const string FileName = "config.toml";

    private const int MaxBytes = 1 << 20;

    private readonly string _path;
    private readonly SettingsValue _value;

    private SettingsFile(string path)
    {
        _path = path;
        _value = new SettingsValue(path);
    }

    /// <summary>The settings of a data directory; the defaults when it has no config.toml.</summary>
    /// <exception cref="CommandException">78, with file, line and key.</exception>
    public static UserSettings Read(string directory)
    {
        string path = Path.Combine(directory, FileName);
        try
        {
            if (!File.Exists(path))
                return new UserSettings();
            if (new FileInfo(path).Length > MaxBytes)
                throw new CommandException(ExitCode.Configuration, $"{path}: longer than {MaxBytes} bytes", "shorten it");
            return Parse(path, File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Configuration, $"{path}: cannot be read: {e.Message}", "check its mode", e);
        }
    }

    /// <summary>Puts a name into config.toml, if it has none: the file's first line, since tables may follow.</summary>
    public static void AddName(string directory, string name, CliContext context)
    {
        string path = Path.Combine(directory, FileName);
        string quoted = name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        string rest = File.Exists(path) ? File.ReadAllText(path) : "";
        OutputFile.Write(context, path, System.Text.Encoding.UTF8.GetBytes($"name = \"{quoted}\"\n{rest}"));
    }

    /// <summary>The settings that a text says.</summary>
    /// <param name="path">Where it stands, for what is said of mistakes.</param>
    /// <param name="text">Any text.</param>
    /// <exception cref="CommandException">78, with file, line and key.</exception>
    internal static UserSettings Parse(string path, string text) => new SettingsFile(path).Parse(text);

    private UserSettings Parse(string text)
    {
        DocumentSyntax document = Document(text);
        foreach (DiagnosticMessage message in document.Diagnostics)
        {
            if (message.Kind == DiagnosticMessageKind.Error)
                throw _value.Wrong(message.Span, message.Message);
        }

        var settings = new UserSettings();
        foreach (KeyValueSyntax pair in document.KeyValues)
            settings = Take(settings, pair);
        foreach (TableSyntaxBase table in document.Tables)
            settings = Take(settings, table);
        return settings;
    }

    private DocumentSyntax Document(string text)
    {
        try
        {
            return SyntaxParser.Parse(text, _path, validate: true);
        }
        catch (Exception e) when (e is ArgumentException or TomlException)
        {
            // an escape sequence that the file's end cuts off, and nesting without end
            throw new CommandException(ExitCode.Configuration, $"{_path}: not a TOML file: {e.Message.Split('\n')[0]}", "correct it", e);
        }
    }

    private UserSettings Take(UserSettings settings, KeyValueSyntax pair) => SettingsValue.KeyOf(pair) switch
    {
        "name" => settings with { Name = _value.Text(pair) },
        "passphrase_command" => settings with { PassphraseCommand = _value.Text(pair) },
        "outbox" => settings with { Outbox = _value.Text(pair) },
        "packet_limit" => settings with
        {
            PacketLimit = _value.Size(pair, UserSettings.LeastPacketLimit, UserSettings.MostPacketLimit, "from 64 KiB to 4095 MiB"),
        },
        "lock_timeout" => settings with { LockTimeout = _value.Seconds(pair, UserSettings.MostLockTimeout, "up to an hour") },
        "archive" => settings with { Archive = _value.Archive(pair) },
        "opportunistic" => settings with { Opportunistic = _value.Flag(pair) },
        "sent_maildir" => settings with { SentMaildir = _value.Text(pair) },
        string key => throw _value.Wrong(pair.Span, $"unknown key '{key}'"),
    };

    private UserSettings Take(UserSettings settings, TableSyntaxBase table)
    {
        string[] name = table is TableSyntax && table.Name is { } key ? SettingsValue.NamesOf(key) : [];
        var accounts = new AccountTable(_value, table);
        return name switch
        {
            ["sendmail"] => settings with { SendmailCommand = accounts.ReadSendmail() },
            ["imap", var account] => settings with { ImapAccounts = [.. settings.ImapAccounts, accounts.ReadImap(account)] },
            ["smtp", var account] => settings with { SmtpAccounts = [.. settings.SmtpAccounts, accounts.ReadSmtp(account)] },
            ["irc", var network] => settings with { IrcNetworks = [.. settings.IrcNetworks, accounts.ReadIrc(network)] },
            _ => throw _value.Wrong(
                table.Span, $"unknown table '{string.Join('.', name)}' (there are [sendmail], [imap.NAME], [smtp.NAME] and [irc.NAME])"),
        };
    }
}
