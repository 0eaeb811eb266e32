using System.Text;
using OtrMail.Peers.Tests.Terminals;

namespace OtrMail.Peers.Tests;

/// <summary>mutt and neomutt with the files of samples/config/mutt, driven in a terminal.</summary>
public sealed class MuttTests : IDisposable
{
    private const string Text = "meet me at the grüne Brücke";

    private readonly Desk _desk = new();

    public MuttTests()
    {
        _desk.Put("mutt/muttrc", ".config/otrmail/muttrc");
        _desk.Put("mutt/mailcap", ".config/otrmail/mailcap");
        File.WriteAllText(_desk[".muttrc"], "set folder=~/Mail spoolfile=~/Mail/Inbox mbox_type=Maildir header_cache=\"\"\nset realname=Bob from=bob@example.org\nsource ~/.config/otrmail/muttrc\n");
        Directory.CreateDirectory(_desk["Mail"]);
        byte[] mail = Encoding.UTF8.GetBytes(
            "From: alice@example.org\nTo: bob@example.org\nSubject: the secret\nDate: Wed, 4 Mar 2026 05:06:07 +0000\nMessage-ID: <secret@example.org>\n"
            + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
            + "meet me at the gr=C3=BCne Br=C3=BCcke\n--b\nContent-Type: application/pdf; name=map.pdf\nContent-Disposition: attachment\n\n%PDF\n--b--\n");
        _desk.Deliver(_desk.People.Inside("alice", mail, "encrypt").Ok().Output);
    }

    public void Dispose() => _desk.Dispose();

    [PeerFact("mutt", "tmux", "less")]
    public void Mutt_shows_a_mail_through_mailcap_and_again_through_both_macros() => Reads("mutt");

    [PeerFact("neomutt", "tmux", "less")]
    public void Neomutt_shows_a_mail_through_mailcap_and_again_through_both_macros() => Reads("neomutt");

    [PeerFact("mutt", "tmux")]
    public void Mutt_sends_encrypted_and_keeps_a_readable_copy_and_quotes_what_it_answers() => Sends("mutt");

    [PeerFact("neomutt", "tmux")]
    public void Neomutt_sends_encrypted_and_keeps_a_readable_copy_and_quotes_what_it_answers() => Sends("neomutt");

    private void Sends(string program)
    {
        _desk.CatchSentMail();
        File.AppendAllText(_desk[".muttrc"], "set editor=\"printf 'hello from the pond\\n.\\nafter a dot\\n' >>\"\nset include=yes fast_reply=yes edit_headers=no\n");
        foreach (string part in new[] { "tmp", "new", "cur" })
            Directory.CreateDirectory(_desk["Mail/Sent/" + part]);
        using var mutt = new Tmux(_desk.Home, program);
        mutt.WaitFor("[...]");
        mutt.Press("Enter");
        mutt.WaitFor(Text);
        mutt.Press("r");
        Send(mutt, 1);
        mutt.Press("i", "m");
        mutt.WaitFor("To:");
        mutt.Type("alice@example.org, carol@example.org\n");
        mutt.WaitFor("Subject:");
        mutt.Type("to both\n");
        Send(mutt, 3);

        string[] sent = _desk.SentMail();
        Assert.All(sent, mail => Assert.DoesNotContain("pond", mail));
        string[] read = [.. sent.Select(mail => _desk.People.Inside(mail.Split('\n')[0].Contains("<carol@", StringComparison.Ordinal) ? "carol" : "alice", Desk.WithoutEnvelope(mail), "decrypt").Ok().Text)];
        Assert.All(read, mail => Assert.Contains("hello from the pond\n.\nafter a dot\n", mail));
        Assert.Contains(read, mail => mail.Contains("> meet me at the gr", StringComparison.Ordinal) && mail.Contains("In-Reply-To: <secret@example.org>", StringComparison.Ordinal));
        Assert.Equal(2, read.Count(mail => mail.Contains("Subject: to both", StringComparison.Ordinal)));
        string[] copies = _desk.Mails("Mail/Sent");
        Assert.Equal(2, copies.Length);
        Assert.All(copies, mail => Assert.Contains("hello from the pond", mail));
        _desk.AssertAllCameBack(3, copies.Select(Encoding.UTF8.GetBytes));

        // nobody to encrypt for: nothing is sent, mutt says so and keeps the draft
        mutt.Press("m");
        mutt.WaitFor("To:");
        mutt.Type("stranger@example.net\n");
        mutt.WaitFor("Subject:");
        mutt.Type("in the clear\n");
        mutt.WaitFor("y:Send");
        mutt.Press("y");
        mutt.WaitFor("stranger@example.net: no key");
        Assert.Equal(3, _desk.SentMail().Length);
    }

    private void Send(Tmux mutt, int sent)
    {
        mutt.WaitFor("y:Send");
        mutt.Press("y");
        mutt.WaitFor(_ => _desk.SentMail().Length == sent, $"{sent} mails sent");
        mutt.WaitFor(screen => !screen.Contains("y:Send", StringComparison.Ordinal), "the mailbox again");
    }

    private void Reads(string program)
    {
        using (var mutt = new Tmux(_desk.Home, program))
        {
            mutt.WaitFor("[...]");
            mutt.Press("Enter");
            string shown = mutt.WaitFor(Text);
            Assert.Contains("Subject: the secret", shown);
            Assert.Contains("OTR-Mail-Status: authentic; from=alice@example.org", shown);
            Assert.Contains("[map.pdf: application/pdf", shown);
            Assert.DoesNotContain("archived", shown);
            Assert.DoesNotContain("Version: 1", shown);

            // its keys are gone by now: the archive shows it
            mutt.Press("i", "M-o");
            Assert.Contains("archived", mutt.WaitFor("(END)"));
            Assert.Contains(Text, mutt.Screen);
            mutt.Press("q");
            mutt.WaitFor("Help");

            mutt.Press("M-O");
            mutt.WaitFor("the secret");
            mutt.Press("Enter");
            mutt.WaitFor("map.pdf");
            Assert.Contains(Text, mutt.Screen);
            mutt.Press("q", "q");
            mutt.WaitFor("[...]");
        }

        Assert.All(Directory.GetFiles("/tmp", "otrmail.??????"), file => Assert.DoesNotContain("the secret", File.ReadAllText(file)));
        // and on another day
        using var again = new Tmux(_desk.Home, program);
        again.WaitFor("[...]");
        again.Press("Enter");
        Assert.Contains("archived", again.WaitFor(Text));
    }
}
