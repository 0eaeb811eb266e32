using System.Text;
using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests;

/// <summary>The delivery filters of samples/config, in the delivery agents that they are for.</summary>
public sealed class DeliveryFilterTests : IDisposable
{
    private static readonly byte[] Foreign = Encoding.Latin1.GetBytes("From: shop@example.com\nTo: bob@example.org\nSubject: not for otrmail\n\nbytes: \u00e9\u00ff\n");

    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [PeerFact("procmail")]
    public void Procmail_delivers_decrypted_and_keeps_what_cannot_be_done_now()
    {
        // procmail and maildrop set HOME from the user's account; the sample stands under what makes the tester's account Bob's
        _desk.Put("procmail/procmailrc", ".procmailrc", $"HOME={_desk.Home}\nMAILDIR={_desk.Home}\nDEFAULT={_desk.Home}/Mail/\n");
        Check(mail => _desk.Run(mail, "procmail", _desk[".procmailrc"]));
    }

    [PeerFact("maildrop")]
    public void Maildrop_delivers_decrypted_and_keeps_what_cannot_be_done_now()
    {
        _desk.Put("maildrop/mailfilter", ".mailfilter", $"HOME=\"{_desk.Home}\"\nDEFAULT=\"{_desk.Home}/Mail/\"\n");
        foreach (string part in new[] { "tmp", "new", "cur" })
            Directory.CreateDirectory(_desk["Mail/" + part]);
        Check(mail => _desk.Run(mail, "maildrop", _desk[".mailfilter"]));
    }

    [PeerFact("sh")]
    public void Any_delivery_agent_gets_the_decrypted_mail_through_the_script()
    {
        foreach (string part in new[] { "tmp", "new", "cur" })
            Directory.CreateDirectory(_desk["Mail/" + part]);
        Check(mail => _desk.Run(mail, _desk[".local/bin/deliver.sh"], "sh", "-c", "cat > $(mktemp -p Mail/new)"));
        Assert.Equal(3, _desk.Run(_desk.People.Encrypted("alice", "bob"), _desk[".local/bin/deliver.sh"], "sh", "-c", "exit 3").ExitCode);
    }

    [PeerFact("dovecot-lda", "sievec", "setpriv")]
    public void Dovecot_s_Sieve_delivers_decrypted_and_as_it_came_when_that_cannot_be_done_now()
    {
        _desk.Put("dovecot/otrmail-in", "filters/otrmail-in");
        _desk.Put("dovecot/otrmail.sieve", "otrmail.sieve");
        string filter = _desk["filters/otrmail-in"];
        File.WriteAllText(filter, File.ReadAllText(filter).Replace("PATH=", $"PATH={_desk[".local/bin"]}:", StringComparison.Ordinal));
        File.WriteAllText(_desk["dovecot.conf"], DovecotConfig());
        RunResult Deliver(byte[] mail) => Lda(mail);
        byte[] encrypted = _desk.People.Encrypted("alice", "bob", "through sieve");
        BelongsToMailUser();
        Deliver(encrypted).Ok();
        string mails = Assert.Single(_desk.Mails("Mail"));
        Assert.StartsWith("OTR-Mail-Status: authentic; from=alice@example.org", mails);
        Assert.EndsWith("\nthrough sieve\n", mails);
        Deliver(Foreign).Ok();
        Assert.Contains(_desk.Mails("Mail"), mail => mail.Contains("not for otrmail", StringComparison.Ordinal));

        File.WriteAllText(_desk[".local/share/otrmail/config.toml"], "wrong = 1\n");
        Deliver(encrypted).Ok();
        Assert.Contains(_desk.Mails("Mail"), mail => mail.Contains("application/otr-mail", StringComparison.Ordinal));
        Assert.Equal(3, _desk.Mails("Mail").Length);
    }

    /// <summary>Decrypted, foreign mail byte for byte, exit 75 and no delivery while otrmail cannot work, delivery afterwards.</summary>
    private void Check(Func<byte[], RunResult> deliver)
    {
        byte[] encrypted = _desk.People.Encrypted("alice", "bob", "while you were away");
        string config = _desk[".local/share/otrmail/config.toml"];
        File.WriteAllText(config, "wrong = 1\n");
        Assert.Equal(75, deliver(encrypted).ExitCode);
        Assert.Empty(_desk.Mails("Mail"));
        File.Delete(config);
        deliver(encrypted).Ok();
        string mail = Assert.Single(_desk.Mails("Mail"));
        Assert.StartsWith("OTR-Mail-Status: authentic; from=alice@example.org", mail);
        Assert.EndsWith("\nwhile you were away\n", mail);

        deliver(Foreign).Ok();
        string[] files = Directory.GetFiles(_desk["Mail/new"]);
        Assert.Equal(2, files.Length);
        Assert.Contains(files, file => File.ReadAllBytes(file).AsSpan().SequenceEqual(Foreign));
    }

    private string DovecotConfig() => $$"""
        base_dir = {{_desk["run"]}}
        state_dir = {{_desk["run"]}}
        log_path = {{_desk["log"]}}
        protocols =
        ssl = no
        postmaster_address = postmaster@example.org
        mail_location = maildir:{{_desk["Mail"]}}
        first_valid_uid = 1
        first_valid_gid = 1
        !include {{Desk.PathOf("dovecot/otrmail.conf")}}
        plugin {
          sieve = {{_desk["otrmail.sieve"]}}
          sieve_filter_bin_dir = {{_desk["filters"]}}
        }
        """;

    private RunResult Lda(byte[] mail)
    {
        string[] lda = [PeerFactAttribute.Find("dovecot-lda")!, "-c", _desk["dovecot.conf"], "-f", "alice@example.org"];
        // Dovecot delivers nothing as root
        return IsRoot
            ? _desk.Run(mail, "setpriv", ["--reuid=mail", "--regid=mail", "--clear-groups", "env", "USER=bob", .. lda])
            : _desk.Run(mail, lda[0], lda[1..]);
    }

    private static bool IsRoot => Environment.UserName == "root";

    private void BelongsToMailUser()
    {
        if (IsRoot)
            _desk.Run(null, "chown", "-R", "mail:mail", _desk.Home).Ok();
    }
}
