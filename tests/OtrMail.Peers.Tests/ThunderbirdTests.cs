using OtrMail.Peers.Tests.Desktops;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests;

/// <summary>
/// Thunderbird with the file of samples/config/thunderbird, driven on a display without a screen. Too heavy to be installed for it
/// (80 MB): tried where it is there.
/// </summary>
public sealed class ThunderbirdTests : IDisposable
{
    /// <summary>An identity, and an account for it that gets no mail.</summary>
    private const string Account = """
        user_pref("mail.accountmanager.accounts", "account1,account2");
        user_pref("mail.accountmanager.defaultaccount", "account1");
        user_pref("mail.accountmanager.localfoldersserver", "server2");
        user_pref("mail.account.lastKey", 2);
        user_pref("mail.account.account1.identities", "id1");
        user_pref("mail.account.account1.server", "server1");
        user_pref("mail.account.account2.server", "server2");
        user_pref("mail.identity.id1.fullName", "Bob");
        user_pref("mail.identity.id1.useremail", "bob@example.org");
        user_pref("mail.identity.id1.smtpServer", "smtp1");
        user_pref("mail.identity.id1.compose_html", false);
        user_pref("mail.identity.id1.valid", true);
        user_pref("mail.server.server1.hostname", "127.0.0.1");
        user_pref("mail.server.server1.type", "imap");
        user_pref("mail.server.server1.userName", "bob");
        user_pref("mail.server.server1.login_at_startup", false);
        user_pref("mail.server.server1.check_new_mail", false);
        user_pref("mail.server.server2.hostname", "Local Folders");
        user_pref("mail.server.server2.type", "none");
        user_pref("mail.server.server2.userName", "nobody");
        user_pref("mail.server.server2.directory-rel", "[ProfD]Mail/Local Folders");
        user_pref("mail.smtpservers", "smtp1");
        user_pref("mail.smtp.defaultserver", "smtp1");
        user_pref("mail.warn_on_send_accel_key", false);
        user_pref("mail.rights.version", 1);
        user_pref("mail.spellcheck.inline", false);
        user_pref("mailnews.start_page.enabled", false);
        user_pref("datareporting.policy.dataSubmissionEnabled", false);

        """;

    private readonly Desk _desk = new();

    public ThunderbirdTests() => _desk.CatchSentMail();

    public void Dispose() => _desk.Dispose();

    [PeerFact("thunderbird", "dbus-run-session", "Xvfb", "xdotool")]
    public void Thunderbird_hands_its_mail_to_a_port_on_this_machine_and_it_goes_on_from_there_encrypted()
    {
        using var server = new FakeSmtpServer();
        Directory.CreateDirectory(_desk["profile"]);
        File.WriteAllText(_desk["profile/user.js"], Account
            + Desk.Sample("thunderbird/user.js").Replace("10587", $"{server.Port}", StringComparison.Ordinal));
        using var display = new Display(_desk);
        display.Open("dbus-run-session", "--", "thunderbird", "--profile", _desk["profile"], "-compose",
            "to='alice@example.org',cc='carol@example.org',subject='by thunderbird',body='grüne Brücke\n.\nFrom here'");
        display.Press(display.Window("Write: by thunderbird"), "ctrl+Return");
        display.WaitFor(() => server.Taken.Count == 1, "a mail that was sent");
        string copy = _desk["profile/Mail/Local Folders/Sent"];
        display.WaitFor(() => File.Exists(copy) && File.ReadAllText(copy).Contains("Subject: by thunderbird", StringComparison.Ordinal), "the copy");

        // as the line of postfix/master.cf calls it
        _desk.Run(server.Taken[0].Mail, _desk[".local/bin/otrmail"], "sendmail", "-i", "-f", "bob@example.org", "--", "alice@example.org", "carol@example.org").Ok();
        _desk.AssertAllCameBack(2);
        Assert.All(_desk.SentMail(), mail => Assert.DoesNotContain("here", mail));
    }
}
