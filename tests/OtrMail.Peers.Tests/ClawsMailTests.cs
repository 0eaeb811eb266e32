using System.Text;
using OtrMail.Peers.Tests.Desktops;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests;

/// <summary>Claws Mail with the files of samples/config/claws-mail, driven on a display without a screen.</summary>
public sealed class ClawsMailTests : IDisposable
{
    private const string Text = "meet me at the grüne Brücke";

    private readonly Desk _desk = new();

    public ClawsMailTests() => _desk.CatchSentMail();

    public void Dispose() => _desk.Dispose();

    [PeerFact("claws-mail", "Xvfb", "xdotool")]
    public void Claws_Mail_sends_encrypted_and_files_a_readable_copy_and_says_when_nothing_was_sent()
    {
        // what a desktop has, to show why: Claws Mail shows that something went wrong, and no more
        _desk.Script(".local/bin/notify-send", $"#!/bin/sh\nprintf '%s\\n' \"$@\" > '{_desk["notified"]}'");
        File.WriteAllText(_desk["attached.txt"], "attached ümlaut\n.\n");
        using var claws = new ClawsMail(_desk);
        claws.Compose("mailto:alice@example.org?cc=carol@example.org&bcc=bob@example.org&subject=%C3%9Cbers%20Wochenende"
            + "&body=Hello,%0A.%0AFrom%20here%20on:%20%C3%BCmlaut,%20a%20trailing%20blank%20%0A--%20%0ABob", _desk["attached.txt"]);
        byte[] copy = Assert.Single(claws.WaitFor("sent", 1));
        claws.WaitUntilSent();
        Assert.Contains("here on: =C3=BCmlaut", Encoding.UTF8.GetString(copy));
        Assert.All(_desk.SentMail(), mail => Assert.DoesNotContain("mlaut", mail));
        _desk.AssertAllCameBack(3, copy);

        claws.Compose("mailto:dave@example.org?subject=nobody&body=in%20the%20clear");
        claws.WaitForWindow("Error");
        Assert.Equal(3, _desk.SentMail().Length);
        Assert.Contains("dave@example.org: no key", File.ReadAllText(_desk["notified"]));
        Assert.Single(claws.WaitFor("queue", 1));
    }

    [PeerFact("claws-mail", "Xvfb", "xdotool", "xclip")]
    public void Claws_Mail_shows_a_mail_through_its_action_and_files_it_decrypted_through_the_other_one_and_through_the_rule()
    {
        Directory.CreateDirectory(_desk["Mail/inbox"]);
        File.WriteAllBytes(_desk["Mail/inbox/1"], Secret("the first"));
        using var claws = new ClawsMail(_desk);
        Assert.DoesNotContain("archived", claws.Read("inbox/1", "Subject: [...]", "F9", Text));
        // its keys are gone by now: the archive shows it
        claws.Press("shift+F9");
        string filed = Encoding.UTF8.GetString(Assert.Single(claws.WaitFor("Private", 1)));
        Assert.StartsWith("OTR-Mail-Status: authentic; from=alice@example.org", filed);
        Assert.Contains("; archived", filed.Split('\n')[0]);
        Assert.Contains("filename=map.pdf", filed);

        File.WriteAllText(_desk["spool"], $"From a Thu Jan  1 00:00:00 1970\n{Encoding.UTF8.GetString(Secret("the second"))}\nFrom a Thu Jan  1 00:00:00 1970\nFrom: shop@example.com\nSubject: plain\n\nplain\n\n");
        claws.GetMail();
        string[] read = [.. claws.WaitFor("Private", 2).Select(Encoding.UTF8.GetString)];
        Assert.Contains("Subject: the second", read[1]);
        Assert.Contains("application/otr-mail", Encoding.UTF8.GetString(Assert.Single(claws.WaitFor("Sealed", 1))));
        Assert.Contains("Subject: plain", Encoding.UTF8.GetString(claws.WaitFor("inbox", 2)[1]));
    }

    [PeerFact("claws-mail", "Xvfb", "xdotool", "xclip", "dovecot")]
    public void Claws_Mail_answers_what_fetch_brought_and_keeps_no_copy_when_told_so()
    {
        using var dovecot = new Dovecot();
        dovecot.Put(Secret("the third"));
        string command = Desk.Sample("claws-mail/config.toml").Split('\n').Single(line => line.StartsWith("command", StringComparison.Ordinal));
        File.AppendAllText(_desk[".local/share/otrmail/config.toml"], dovecot.PlainAccount(command));
        using var claws = new ClawsMail(_desk, "save_message=0");
        _desk.Run(null, "otrmail", "fetch").Ok();
        Assert.Contains("Subject: the third", Encoding.UTF8.GetString(Assert.Single(claws.WaitFor("Private", 1))));
        claws.Answer("Private/1", Text);
        claws.WaitUntilSent();
        _desk.AssertAllCameBack(1);
        string said = Encoding.UTF8.GetString(Assert.Single(_desk.SaidMail()));
        Assert.Contains("> meet me at the gr=C3=BCne", said);
        Assert.Contains("In-Reply-To: <the.third@example.org>", said);
        Assert.Empty(claws.WaitFor("sent", 0));
    }

    private byte[] Secret(string subject) => _desk.People.Inside("alice", Encoding.UTF8.GetBytes(
        $"From: alice@example.org\nTo: bob@example.org\nSubject: {subject}\nDate: Wed, 4 Mar 2026 05:06:07 +0000\nMessage-ID: <{subject.Replace(' ', '.')}@example.org>\n"
        + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        + "meet me at the gr=C3=BCne Br=C3=BCcke\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=map.pdf\n\n%PDF\n--b--\n"), "encrypt").Ok().Output;
}
