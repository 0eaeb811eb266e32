using System.Net;
using OtrMail.Core.Keys;
using Tomlyn.Syntax;

namespace OtrMail.Cli.Settings;

/// <summary>Reads one table of config.toml: an account, or the command that takes mail.</summary>
/// <param name="value">Reads values.</param>
/// <param name="table">The table.</param>
internal sealed class AccountTable(SettingsValue value, TableSyntaxBase table)
{
    private const int MostPort = 65_535;
    private const int CertificateDigits = 64;

    /// <summary>The command of <c>[sendmail]</c>.</summary>
    public string ReadSendmail()
    {
        string? command = null;
        foreach (KeyValueSyntax pair in table.Items)
        {
            command = SettingsValue.KeyOf(pair) == "command"
                ? value.Text(pair) : throw value.Wrong(pair.Span, $"unknown key 'sendmail.{SettingsValue.KeyOf(pair)}'");
        }

        return command ?? throw value.Wrong(table.Span, "[sendmail] needs a command");
    }

    /// <summary>The account of <c>[imap.NAME]</c>.</summary>
    public ImapSettings ReadImap(string name)
    {
        var account = new ImapSettings { Server = new ServerSettings { Name = name, Host = "" } };
        foreach (KeyValueSyntax pair in table.Items)
        {
            account = SettingsValue.KeyOf(pair) switch
            {
                "folders" => account with { Folders = value.Texts(pair) },
                "maildir" => account with { Maildir = value.Text(pair) },
                "command" => account with { Command = value.Text(pair) },
                "mark_seen" => account with { MarkSeen = value.Flag(pair) },
                _ => account with { Server = Take(account.Server, pair, "imap") },
            };
        }

        if (account is { Maildir: not null, Command: not null })
            throw value.Wrong(table.Span, $"[imap.{name}] has both a maildir and a command: leave one");
        return account with { Server = Checked(account.Server, "imap") };
    }

    /// <summary>The account of <c>[smtp.NAME]</c>.</summary>
    public SmtpSettings ReadSmtp(string name)
    {
        var account = new SmtpSettings { Server = new ServerSettings { Name = name, Host = "" } };
        foreach (KeyValueSyntax pair in table.Items)
        {
            account = SettingsValue.KeyOf(pair) switch
            {
                "addresses" => account with { Addresses = Addresses(pair) },
                _ => account with { Server = Take(account.Server, pair, "smtp") },
            };
        }

        return account with { Server = Checked(account.Server, "smtp") };
    }

    /// <summary>The network of <c>[irc.NAME]</c>.</summary>
    public IrcSettings ReadIrc(string name)
    {
        var network = new IrcSettings { Name = name, Host = "" };
        foreach (KeyValueSyntax pair in table.Items)
        {
            network = SettingsValue.KeyOf(pair) switch
            {
                "host" => network with { Host = value.Text(pair) },
                "port" => network with { Port = value.Number(pair, 1, MostPort) },
                "tls" => network with { IsPlain = value.Word(pair, ("tls", false), ("none", true)) },
                "certificate" => network with { Certificate = Certificate(pair) },
                "listen" => network with { Listen = value.Number(pair, 0, MostPort) },
                "policy" => network with { Policy = value.Word(pair, ("never", "never"), ("manual", "manual"), ("opportunistic", "opportunistic"), ("always", "always")) },
                "account" => network with { Account = value.Text(pair) },
                string key => throw value.Wrong(pair.Span, $"unknown key 'irc.{name}.{key}'"),
            };
        }

        if (network.Host.Length == 0)
            throw value.Wrong(table.Span, $"[irc.{name}] needs a host");
        if (network is { IsPlain: true, Certificate: not null })
            throw value.Wrong(table.Span, $"[irc.{name}]: a certificate needs tls");
        return network;
    }

    private ServerSettings Take(ServerSettings server, KeyValueSyntax pair, string protocol) => SettingsValue.KeyOf(pair) switch
    {
        "host" => server with { Host = value.Text(pair) },
        "port" => server with { Port = value.Number(pair, 1, MostPort) },
        "tls" => server with { Tls = value.Word(pair, ("tls", TlsMode.Tls), ("starttls", TlsMode.StartTls), ("none", TlsMode.None)) },
        "user" => server with { User = value.Text(pair) },
        "password_command" => server with { PasswordCommand = value.Text(pair) },
        "auth" => server with { Auth = value.Word(pair, ("password", AuthMethod.Password), ("xoauth2", AuthMethod.XOAuth2)) },
        "certificate" => server with { Certificate = Certificate(pair) },
        string key => throw value.Wrong(pair.Span, $"unknown key '{protocol}.{server.Name}.{key}'"),
    };

    private ServerSettings Checked(ServerSettings server, string protocol)
    {
        string name = $"[{protocol}.{server.Name}]";
        if (server.Host.Length == 0)
            throw value.Wrong(table.Span, $"{name} needs a host");
        // a password, or who writes to whom, never crosses a network in the clear
        if (server.Tls == TlsMode.None && !IsThisMachine(server.Host))
            throw value.Wrong(table.Span, $"{name}: tls = \"none\" is only for a server on this machine");
        if (server.Tls == TlsMode.None && server.Certificate is not null)
            throw value.Wrong(table.Span, $"{name}: a certificate needs tls");
        if (server.User is null && server.PasswordCommand is not null)
            throw value.Wrong(table.Span, $"{name} has a password_command, but no user");
        if (server.User is null && protocol == "imap")
            throw value.Wrong(table.Span, $"{name} needs a user");
        return server;
    }

    private static bool IsThisMachine(string host) =>
        host == "localhost" || IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address);

    private string Certificate(KeyValueSyntax pair)
    {
        string digits = value.Text(pair).Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        return digits.Length == CertificateDigits && digits.All(char.IsAsciiHexDigitLower)
            ? digits : throw value.BadValue(pair, "the SHA-256 fingerprint of a certificate: 64 hexadecimal digits");
    }

    private IReadOnlyList<string> Addresses(KeyValueSyntax pair)
    {
        IReadOnlyList<string> addresses = value.Texts(pair);
        return addresses.All(address => Address.TryParse(address, out _)) ? addresses : throw value.BadValue(pair, "a list of mail addresses");
    }
}
