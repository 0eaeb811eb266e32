using System.Text;
using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests;

/// <summary>Fetching from a real IMAP server.</summary>
public sealed class FetchTests : FetchingTests
{
    [PeerFact("dovecot")]
    public void What_is_otr_mail_is_decrypted_and_delivered_with_its_date_and_flags()
    {
        var date = new DateTime(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc);
        Server.Put(Foreign("a plain one"));
        Server.Put(People.Encrypted("alice", "bob", "the first"), flags: "FS", date: date);
        Server.Put(Foreign("another plain one"));
        Server.Put(People.Encrypted("alice", "bob", "the second"));
        Configure(Server.PlainAccount("maildir = \"Mail\""));
        string before = Flags();

        RunResult fetched = Fetch().Ok();
        Assert.Contains("4 new mails, 2 of them OTR-Mail, 2 delivered", fetched.Error);
        string[] delivered = Delivered();
        Assert.Equal(2, delivered.Length);
        string first = delivered.Single(file => file.Contains("/cur/", StringComparison.Ordinal));
        Assert.EndsWith(":2,FS", first);
        Assert.StartsWith(new DateTimeOffset(date).ToUnixTimeSeconds() + ".", Path.GetFileName(first));
        Assert.Equal(date, File.GetLastWriteTimeUtc(first));
        Assert.EndsWith("\nthe first\n", File.ReadAllText(first));
        Assert.StartsWith("OTR-Mail-Status: authentic; from=alice@example.org", File.ReadAllText(first));
        Assert.EndsWith("\nthe second\n", File.ReadAllText(delivered.Single(file => file.Contains("/new/", StringComparison.Ordinal))));
        Assert.Equal(before, Flags());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(first));
    }

    [PeerFact("dovecot")]
    public void Nothing_but_otr_mail_is_downloaded_and_a_second_run_opens_no_folder()
    {
        byte[] large = Foreign(new string('x', 3_000_000));
        for (int i = 0; i < 5; i++)
            Server.Put(large);
        Server.Put(People.Encrypted("alice", "bob", "small"));
        Configure(Server.PlainAccount("maildir = \"Mail\""));
        Fetch().Ok();
        Assert.InRange(Server.BytesSent, 1, 60_000);
        Assert.Single(Delivered());

        int selects = Count("EXAMINE") + Count("SELECT");
        RunResult again = Fetch().Ok();
        Assert.Contains("0 delivered", again.Error);
        Assert.Equal(selects, Count("EXAMINE") + Count("SELECT"));
        Server.Put(People.Encrypted("alice", "bob", "late"));
        Fetch().Ok();
        Assert.Equal(2, Delivered().Length);
    }

    [PeerFact("dovecot")]
    public void Mangled_mail_is_found_by_its_structure_and_what_only_looks_like_it_is_left_alone()
    {
        Server.Put(Encoding.ASCII.GetBytes(Octets(People.Encrypted("alice", "bob", "mangled"))));
        Server.Put(Encoding.ASCII.GetBytes("From: x@example.com\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n" + Encoding.ASCII.GetString(People.Encrypted("alice", "bob", "wrapped"))));
        Server.Put(Encoding.ASCII.GetBytes("From: a@example.com\nMIME-Version: 1.0\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n" + Convert.ToBase64String(new byte[30_000], Base64FormattingOptions.InsertLineBreaks) + "\n"));
        Configure(Server.PlainAccount("maildir = \"Mail\""));
        Fetch().Ok();
        Assert.Equal(["mangled", "wrapped"], Bodies());
        Assert.InRange(Server.BytesSent, 1, 60_000);
    }

    [PeerFact("dovecot")]
    public void Mail_with_doubled_line_ends_is_found_and_read()
    {
        static byte[] Doubled(byte[] mail) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(mail).Replace("\n", "\r\r\n", StringComparison.Ordinal));
        byte[] received = "Received: by gateway.example.com\n"u8.ToArray();
        Server.Put(Doubled(People.Encrypted("alice", "bob", "doubled")));
        Server.Put(Doubled(Encoding.ASCII.GetBytes(Octets(People.Encrypted("alice", "bob", "doubled and renamed")))));
        Server.Put([.. received, .. Doubled(People.Encrypted("alice", "bob", "doubled and sent on"))]);
        Server.Put(Doubled(Foreign(new string('x', 200_000))));
        Configure(Server.PlainAccount("maildir = \"Mail\""));
        Assert.Contains("4 new mails, 3 of them OTR-Mail, 3 delivered", Fetch().Ok().Error);
        Assert.Equal(["doubled", "doubled and renamed", "doubled and sent on"], Bodies());
        Assert.InRange(Server.BytesSent, 1, 100_000);
    }

    [PeerFact("dovecot")]
    public void Several_folders_and_accounts_are_fetched_and_one_that_is_not_there_is_named()
    {
        Server.Put(People.Encrypted("alice", "bob", "in the inbox"));
        Server.Put(People.Encrypted("alice", "bob", "in a list"), "Lists");
        Configure(Server.PlainAccount("maildir = \"Mail\"\nfolders = [\"INBOX\", \"Lists\"]")
            + Dovecot.Account($"port = {Server.TlsPort}\ncertificate = \"{Server.Certificate.Fingerprint}\"\nmaildir = \"Other\"", "other"));
        Fetch().Ok();
        Assert.Equal(["in a list", "in the inbox"], Bodies());
        Assert.Equal(["in the inbox"], Bodies("Other"));
        Assert.Contains("no folder 'Nowhere'", Fetch("--account", "home", "--folder", "Nowhere").Refused(78).Error);
        Fetch("--account", "third").Refused(64);
    }

    [PeerFact("dovecot")]
    public void A_certificate_that_nobody_vouches_for_is_refused_before_any_password()
    {
        Configure(Dovecot.Account($"port = {Server.TlsPort}\nmaildir = \"Mail\""));
        Assert.Contains(Server.Certificate.Fingerprint, Fetch().Refused(77).Error);
        Configure(Dovecot.Account($"port = {Server.Port}\ntls = \"starttls\"\nmaildir = \"Mail\""));
        Fetch().Refused(77);
        Configure(Dovecot.Account($"port = {Server.TlsPort}\nmaildir = \"Mail\"\ncertificate = \"{new string('0', 64)}\""));
        Fetch().Refused(77);
        Assert.DoesNotContain("LOGIN", Server.Dialogue);

        Configure(Dovecot.Account($"port = {Server.Port}\ntls = \"starttls\"\nmaildir = \"Mail\"\ncertificate = \"{Server.Certificate.Fingerprint}\""));
        Fetch().Ok();
    }

    [PeerFact("dovecot")]
    public void A_wrong_password_is_77_and_a_server_that_is_not_there_75()
    {
        Configure(Server.PlainAccount("maildir = \"Mail\"").Replace(Dovecot.Password, "wrong", StringComparison.Ordinal));
        RunResult refused = Fetch().Refused(77);
        Assert.DoesNotContain("wrong", refused.Error);
        Configure(Server.PlainAccount("maildir = \"Mail\""));
        Server.Kill();
        Fetch().Refused(75);
        Configure(Server.PlainAccount("maildir = \"Mail\"").Replace("echo", "false #", StringComparison.Ordinal));
        Server.Start();
        Fetch().Refused(69);
    }

    [PeerFact("dovecot")]
    public void Without_an_account_the_lines_that_are_missing_are_shown() => Assert.Contains("[imap.home]", Fetch().Refused(78).Error);

    [PeerFact("dovecot")]
    public void What_cannot_be_read_is_delivered_as_it_came()
    {
        byte[] mail = People.Encrypted("alice", "carol", "not for bob");
        Server.Put(mail);
        Configure(Server.PlainAccount("maildir = \"Mail\""));
        Fetch().Ok();
        byte[] delivered = File.ReadAllBytes(Delivered().Single());
        Assert.StartsWith("OTR-Mail-Status: unreadable; reason=KeyForgotten", Encoding.ASCII.GetString(delivered));
        Assert.Equal(mail, Household.WithoutStatus(delivered));
    }

    [PeerFact("dovecot")]
    public void Renumbered_mail_is_not_delivered_again()
    {
        Server.Put(People.Encrypted("alice", "bob", "only once"));
        Configure(Server.PlainAccount("maildir = \"Mail\""));
        Fetch().Ok();
        Server.Kill();
        foreach (string file in Directory.GetFiles(Server.Maildir(), "dovecot*"))
            File.Delete(file);
        Thread.Sleep(1100);
        Server.Start();
        Server.Put(People.Encrypted("alice", "bob", "a new one"));
        Fetch().Ok();
        Assert.Equal(["a new one", "only once"], Bodies());
    }

    [PeerFact("dovecot")]
    public void Mails_come_as_mbox_or_go_to_a_command_and_are_marked_only_when_told()
    {
        Server.Put(People.Encrypted("alice", "bob", "From here on"));
        Configure(Server.PlainAccount());
        RunResult mbox = Fetch().Ok();
        Assert.StartsWith("From MAILER-DAEMON ", mbox.Text);
        Assert.EndsWith("\n\n>From here on\n\n", mbox.Text);
        Assert.DoesNotContain("S", Flags());

        Server.Put(People.Encrypted("alice", "bob", "to the command"));
        RunResult failing = Fetch("--command", "exit 3").Refused(75, lines: 2);
        Assert.Contains("ended with 3", failing.Error);
        Fetch("--command", $"cat > {People["got"]}", "--mark-seen").Ok();
        Assert.EndsWith("\nto the command\n", File.ReadAllText(People["got"]));
        Assert.Contains("S", Flags());
        Fetch("--mbox", "--maildir", "x").Refused(64);
    }

    [PeerFact("dovecot")]
    public void A_date_in_the_future_is_fetched_again_later()
    {
        People.Clock.Pass(4);
        byte[] early = People.Encrypted("alice", "bob", "too early");
        People.Clock.Pass(-4);
        Server.Put(early);
        Server.Put(People.Encrypted("carol", "bob", "in time"));
        Configure(Server.PlainAccount("maildir = \"Mail\""));
        Inside().Refused(75, lines: 2);
        Assert.Equal(["in time"], Bodies());
        People.Clock.Pass(3);
        Inside().Ok();
        Assert.Equal(["in time", "too early"], Bodies());
    }

    /// <summary>What the server keeps of its mails' flags, in the names of its files.</summary>
    private string Flags() => string.Join(' ', Directory.GetFiles(Path.Combine(Server.Maildir(), "cur"))
        .Select(file => file.Split(":2,") is [_, var flags] ? flags : "").Order(StringComparer.Ordinal));

    private int Count(string command) => Server.Dialogue.Split(' ', '\r', '\n').Count(word => word == command);

    /// <summary>A mail of which nothing but the packet says that it is OTR-Mail.</summary>
    private static string Octets(byte[] mail) => Encoding.ASCII.GetString(mail)
        .Replace("multipart/encrypted; protocol=\"application/otr-mail\";", "multipart/mixed;", StringComparison.Ordinal)
        .Replace("message.otrmail", "ATT00001.bin", StringComparison.Ordinal).Replace("application/otr-mail", "application/x-thing", StringComparison.Ordinal);

    private static byte[] Foreign(string body) =>
        Encoding.ASCII.GetBytes($"From: x@example.com\nTo: bob@example.org\nSubject: plain\n\n{body}\n");
}
