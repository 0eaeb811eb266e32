using OtrMail.Cli.Settings;
using OtrMail.Cli.Terminal;

namespace OtrMail.Cli.Tests;

/// <summary>config.toml: read strictly, mistakes told with their line.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Accounts_are_read_with_all_they_say()
    {
        UserSettings settings = Read("""
            archive = "90 days"
            opportunistic = true
            sent_maildir = "~/Mail/Sent"
            [sendmail]
            command = "msmtp -a work"
            [imap.home]
            host = "imap.example.org"
            user = "alice"
            password_command = "pass mail"
            folders = ["INBOX", "Lists/otr"]
            maildir = "Mail"
            mark_seen = true
            [imap."at work"]
            host = "127.0.0.1"
            tls = "none"
            port = 1430
            user = "alice"
            auth = "xoauth2"
            command = "procmail"
            [smtp.home]
            host = "smtp.example.org"
            tls = "starttls"
            certificate = "AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89"
            addresses = "alice@example.org"
            """);
        Assert.Equal(new ArchiveSetting(true, 90), settings.Archive);
        Assert.True(settings.Opportunistic);
        Assert.Equal("msmtp -a work", settings.SendmailCommand);
        Assert.Equal(["home", "at work"], settings.ImapAccounts.Select(account => account.Server.Name));
        Assert.Equal(["INBOX", "Lists/otr"], settings.ImapAccounts[0].Folders);
        Assert.Equal(TlsMode.Tls, settings.ImapAccounts[0].Server.Tls);
        Assert.True(settings.ImapAccounts[0].MarkSeen);
        Assert.Equal(["INBOX"], settings.ImapAccounts[1].Folders);
        Assert.Equal((TlsMode.None, 1430, AuthMethod.XOAuth2), (settings.ImapAccounts[1].Server.Tls, settings.ImapAccounts[1].Server.Port, settings.ImapAccounts[1].Server.Auth));
        Assert.Equal("abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789", settings.SmtpAccounts[0].Server.Certificate);
        Assert.Equal(["alice@example.org"], settings.SmtpAccounts[0].Addresses);
    }

    [Theory]
    [InlineData("archive = \"keep\"", true, null)]
    [InlineData("archive = \"off\"", false, 0)]
    [InlineData("archive = 0", false, 0)]
    [InlineData("archive = 30", true, 30)]
    [InlineData("archive = \"1 day\"", true, 1)]
    [InlineData("", true, null)]
    public void The_archive_is_kept_off_or_for_days(string text, bool isOn, int? days) =>
        Assert.Equal(new ArchiveSetting(isOn, days), Read(text).Archive);

    [Theory]
    [InlineData("x = 1", 1, "unknown key 'x'")]
    [InlineData("archive = \"for ever\"", 1, "'archive' must be")]
    [InlineData("archive = -1", 1, "'archive' must be")]
    [InlineData("opportunistic = \"yes\"", 1, "true or false")]
    [InlineData("[imap]\nhost = \"h\"", 1, "unknown table 'imap'")]
    [InlineData("[imap.a.b]\nhost = \"h\"", 1, "unknown table")]
    [InlineData("[[smtp.a]]\nhost = \"h\"", 1, "unknown table")]
    [InlineData("[pop.a]\nhost = \"h\"", 1, "unknown table 'pop.a'")]
    [InlineData("\n[imap.a]\nuser = \"u\"", 2, "[imap.a] needs a host")]
    [InlineData("[imap.a]\nhost = \"h\"", 1, "[imap.a] needs a user")]
    [InlineData("[imap.a]\nhost = \"h\"\nport = 65536", 3, "a number from 1 to 65535")]
    [InlineData("[imap.a]\nhost = \"h\"\ntls = \"off\"", 3, "\"tls\" or \"starttls\" or \"none\"")]
    [InlineData("[imap.a]\nhost = \"imap.example.org\"\nuser = \"u\"\ntls = \"none\"", 1, "only for a server on this machine")]
    [InlineData("[smtp.a]\nhost = \"h\"\nfolders = [\"INBOX\"]", 3, "unknown key 'smtp.a.folders'")]
    [InlineData("[smtp.a]\nhost = \"h\"\ncertificate = \"abc\"", 3, "64 hexadecimal digits")]
    [InlineData("[smtp.a]\nhost = \"h\"\naddresses = [\"nobody\"]", 3, "mail addresses")]
    [InlineData("[smtp.a]\nhost = \"h\"\npassword_command = \"p\"", 1, "no user")]
    [InlineData("[imap.a]\nhost = \"h\"\nuser = \"u\"\nmaildir = \"m\"\ncommand = \"c\"", 1, "leave one")]
    [InlineData("[imap.a]\nhost = \"h\"\nuser = \"u\"\nfolders = []", 4, "a list of texts")]
    [InlineData("[sendmail]\n", 1, "needs a command")]
    [InlineData("[sendmail]\ncmd = \"x\"", 2, "unknown key 'sendmail.cmd'")]
    public void A_mistake_is_told_with_its_line(string text, int line, string what)
    {
        CommandException e = Assert.Throws<CommandException>(() => Read(text));
        Assert.Equal(ExitCode.Configuration, e.Code);
        Assert.Contains($"config.toml:{line}: ", e.Message);
        Assert.Contains(what, e.Message);
    }

    [Fact]
    public void A_table_or_key_that_is_there_twice_is_a_mistake()
    {
        Assert.Throws<CommandException>(() => Read("[imap.a]\nhost = \"h\"\nuser = \"u\"\n[imap.a]\nhost = \"i\"\nuser = \"u\"\n"));
        Assert.Throws<CommandException>(() => Read("name = \"a\"\nname = \"b\"\n"));
    }

    private UserSettings Read(string text)
    {
        File.WriteAllText(_folder["config.toml"], text);
        return SettingsFile.Read(_folder.Path);
    }
}
