using System.Text;
using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests.Servers;
using OtrMail.Peers.Tests.Terminals;

namespace OtrMail.Peers.Tests;

/// <summary>
/// Mail programs that send through <c>otrmail sendmail</c>: what their readers decrypt is, byte for byte, what the program handed over.
/// </summary>
public sealed class ClientSendTests : IDisposable
{
    private readonly Desk _desk = new();

    public ClientSendTests() => _desk.CatchSentMail();

    public void Dispose() => _desk.Dispose();

    [PeerFact("git-send-email", "Address.pm")]
    public void Git_send_email_sends_patches()
    {
        Directory.CreateDirectory(_desk["repository"]);
        Git("init", "-q");
        Git("config", "user.name", "Bob Ärmel");
        Git("config", "user.email", "bob@example.org");
        foreach (string text in new[] { "first\n", "second\n.\nFrom the start\nümlaut\n" })
        {
            File.WriteAllText(_desk["repository/file"], text);
            Git("add", "file");
            Git("commit", "-q", "-m", $"change to {text.Split('\n')[0]}");
        }

        Git("send-email", "--sendmail-cmd=otrmail sendmail", "--confirm=never", "--quiet", "--from=Bob <bob@example.org>",
            "--to=alice@example.org", "--cc=Carol <carol@example.org>", "--root", "HEAD");
        AssertAllArrived(6);
    }

    [PeerFact("mutt", "tmux")]
    public void Mutt_composes_and_sends() => Compose("mutt");

    [PeerFact("neomutt", "tmux")]
    public void Neomutt_composes_and_sends() => Compose("neomutt");

    [PeerFact("mutt", "tmux")]
    public void A_client_shows_why_nothing_was_sent()
    {
        using var terminal = new Tmux(_desk.Home, "mutt", "-n", "-F", Settings(), "-s", "no key", "--", "dave@example.org");
        Send(terminal, "dave@example.org");
        terminal.WaitFor(screen => screen.Contains("67", StringComparison.Ordinal) || screen.Contains("Error sending", StringComparison.Ordinal), "the failure");
        Assert.Empty(_desk.SentMail());
    }

    [PeerFact("msmtp")]
    public void Msmtp_takes_what_is_handed_on()
    {
        Household people = _desk.People;
        using var server = new FakeSmtpServer();
        File.WriteAllText(Path.Combine(people["alice"], "config.toml"), $"[sendmail]\ncommand = \"msmtp --host=127.0.0.1 --port={server.Port} --tls=off --auth=off\"\n");
        byte[] mail = Household.Mail("alice", "bob", "by msmtp", "Date: Thu, 1 Jan 2026 00:00:00 +0000\n");
        people.Run("alice", mail, "sendmail", "-t").Ok();
        Assert.Equal(mail, Household.WithoutStatus(people.Read("bob", Assert.Single(server.Taken).Mail).Ok().Output));
        Assert.Contains(server.Commands, one => one.StartsWith("MAIL FROM:<alice@example.org>", StringComparison.Ordinal));

        server.Answers["RCPT"] = "550 5.1.1 nobody of that name";
        RunResult refused = people.Run("alice", Household.Mail("alice", "bob", "refused", "Date: x\n"), "sendmail", "-t").Refused(69);
        Assert.Contains("bob@example.org: refused", refused.Error);
        server.Answers.Clear();
        server.Dispose();
        Assert.Contains("waits", people.Run("alice", Household.Mail("alice", "carol", "later", "Date: x\n"), "sendmail", "-t").Ok().Error);
    }

    private void Compose(string client)
    {
        File.WriteAllText(_desk["attached.txt"], "attached ümlaut\n.\n");
        using var terminal = new Tmux(
            _desk.Home, client, "-n", "-F", Settings(), "-s", "Übers Wochenende", "-c", "carol@example.org", "-b", "bob@example.org", "-a", _desk["attached.txt"], "--", "alice@example.org");
        Send(terminal, "alice@example.org");
        // the program ends by itself when otrmail took the mail
        terminal.WaitForEnd();
        AssertAllArrived(3);
    }

    /// <summary>Takes recipient and subject as they were given, and sends.</summary>
    private static void Send(Tmux terminal, string to)
    {
        terminal.WaitFor($"To: {to}");
        terminal.Press("Enter");
        terminal.WaitFor("Subject: ");
        terminal.Press("Enter");
        terminal.WaitFor("y:Send");
        terminal.Press("y");
    }

    private string Settings()
    {
        File.WriteAllText(_desk["body"], "Hello Alice,\n.\nFrom here on: ümlaut, a trailing blank \nand a long line " + new string('x', 300) + "\n-- \nBob\n");
        File.WriteAllText(_desk["muttrc"], $"""
            set sendmail = "otrmail sendmail -oem -oi"
            set from = "bob@example.org"
            set realname = "Bob Ärmel"
            set use_from = yes
            set use_envelope_from = yes
            set editor = "cp {_desk["body"]}"
            set autoedit = yes
            set copy = no
            set sendmail_wait = 0
            set spoolfile = "{_desk["spool"]}"
            set folder = "{_desk.Home}"

            """);
        return _desk["muttrc"];
    }

    /// <summary>Every mail came to its reader as the client wrote it, and nothing of it was in the clear.</summary>
    private void AssertAllArrived(int count)
    {
        _desk.AssertAllCameBack(count);
        Assert.All(_desk.SentMail(), mail => Assert.DoesNotContain("mlaut", mail));
        Assert.Contains(_desk.SaidMail(), mail => Encoding.UTF8.GetString(mail).Contains("mlaut", StringComparison.Ordinal));
    }

    private void Git(params string[] arguments) => _desk.Run(null, "git", ["-C", _desk["repository"], .. arguments]).Ok();
}
