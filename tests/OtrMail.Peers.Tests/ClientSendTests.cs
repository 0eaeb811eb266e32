using System.Diagnostics;
using System.Text;
using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests;

/// <summary>
/// Mail programs that send through <c>otrmail sendmail</c>: what their readers decrypt is, byte for byte, what the program handed over.
/// </summary>
public sealed class ClientSendTests : IDisposable
{
    private readonly Household _people = Household.New();
    private readonly RecordingSendmail _next;
    private readonly string _sendmail;

    public ClientSendTests()
    {
        _next = new RecordingSendmail(_people.Folder);
        File.WriteAllText(Path.Combine(_people["alice"], "config.toml"), _next.Setting);
        // what the client says is kept beside
        _sendmail = _people["sendmail"];
        Directory.CreateDirectory(_people["said"]);
        File.WriteAllText(_sendmail, $"""
            #!/bin/sh
            printf '%s\n' "$@" > '{_people["said"]}'/$$.args
            tee '{_people["said"]}'/$$.eml | '{OtrMailProgram.Path}' --home '{_people["alice"]}' sendmail "$@" 2> '{_people["said"]}'/$$.err
            """);
        File.SetUnixFileMode(_sendmail, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Dispose() => _people.Dispose();

    [PeerFact("git-send-email", "Address.pm")]
    public void Git_send_email_sends_patches()
    {
        string repository = _people["repository"];
        Directory.CreateDirectory(repository);
        Git(repository, "init", "-q");
        Git(repository, "config", "user.name", "Alice Ärmel");
        Git(repository, "config", "user.email", "alice@example.org");
        foreach (string text in new[] { "first\n", "second\n.\nFrom the start\nümlaut\n" })
        {
            File.WriteAllText(Path.Combine(repository, "file"), text);
            Git(repository, "add", "file");
            Git(repository, "commit", "-q", "-m", $"change to {text.Split('\n')[0]}");
        }

        Git(repository, "send-email", $"--sendmail-cmd={_sendmail}", "--confirm=never", "--quiet", "--from=Alice <alice@example.org>",
            "--to=bob@example.org", "--cc=Carol <carol@example.org>", "--root", "HEAD");
        AssertAllArrived(6);
    }

    [PeerFact("mutt", "tmux")]
    public void Mutt_composes_and_sends() => Compose("mutt");

    [PeerFact("neomutt", "tmux")]
    public void Neomutt_composes_and_sends() => Compose("neomutt");

    [PeerFact("mutt", "tmux")]
    public void A_client_shows_why_nothing_was_sent()
    {
        using var terminal = new Terminal(_people.Folder, "mutt", "-n", "-F", Settings(), "-s", "no key", "--", "dave@example.org");
        Send(terminal, "dave@example.org");
        terminal.Await("the failure", screen => screen.Contains("67", StringComparison.Ordinal) || screen.Contains("Error sending", StringComparison.Ordinal));
        Assert.Empty(_next.Taken);
    }

    [PeerFact("msmtp")]
    public void Msmtp_takes_what_is_handed_on()
    {
        using var server = new FakeSmtpServer();
        File.WriteAllText(Path.Combine(_people["alice"], "config.toml"), $"[sendmail]\ncommand = \"msmtp --host=127.0.0.1 --port={server.Port} --tls=off --auth=off\"\n");
        byte[] mail = Household.Mail("alice", "bob", "by msmtp", "Date: Thu, 1 Jan 2026 00:00:00 +0000\n");
        _people.Run("alice", mail, "sendmail", "-t").Ok();
        Assert.Equal(mail, Household.WithoutStatus(_people.Read("bob", Assert.Single(server.Taken).Mail).Ok().Output));
        Assert.Contains(server.Commands, one => one.StartsWith("MAIL FROM:<alice@example.org>", StringComparison.Ordinal));

        server.Answers["RCPT"] = "550 5.1.1 nobody of that name";
        RunResult refused = _people.Run("alice", Household.Mail("alice", "bob", "refused", "Date: x\n"), "sendmail", "-t").Refused(69);
        Assert.Contains("bob@example.org: refused", refused.Error);
        server.Answers.Clear();
        server.Dispose();
        Assert.Contains("waits", _people.Run("alice", Household.Mail("alice", "carol", "later", "Date: x\n"), "sendmail", "-t").Ok().Error);
    }

    private void Compose(string client)
    {
        File.WriteAllText(_people["attached.txt"], "attached ümlaut\n.\n");
        using (var terminal = new Terminal(
            _people.Folder, client, "-n", "-F", Settings(), "-s", "Übers Wochenende", "-c", "carol@example.org", "-b", "alice@example.org", "-a", _people["attached.txt"], "--", "bob@example.org"))
        {
            Send(terminal, "bob@example.org");
            terminal.Await("three mails", _ => _next.Taken.Count == 3);
        }

        Assert.Contains(Directory.GetFiles(_people["said"], "*.args").Select(File.ReadAllText), said => said.Contains("-f\nalice@example.org\n", StringComparison.Ordinal));
        AssertAllArrived(3);
    }

    /// <summary>Takes recipient and subject as they were given, and sends.</summary>
    private static void Send(Terminal terminal, string to)
    {
        terminal.Await("the recipient", screen => screen.Contains($"To: {to}", StringComparison.Ordinal));
        terminal.Type("Enter");
        terminal.Await("the subject", screen => screen.Contains("Subject: ", StringComparison.Ordinal));
        terminal.Type("Enter");
        terminal.Await("the compose menu", screen => screen.Contains("y:Send", StringComparison.Ordinal));
        terminal.Type("y");
    }

    private string Settings()
    {
        File.WriteAllText(_people["body"], "Hello Bob,\n.\nFrom here on: ümlaut, a trailing blank \nand a long line " + new string('x', 300) + "\n-- \nAlice\n");
        File.WriteAllText(_people["muttrc"], $"""
            set sendmail = "{_sendmail} -oem -oi"
            set from = "alice@example.org"
            set realname = "Alice Ärmel"
            set use_from = yes
            set use_envelope_from = yes
            set editor = "cp {_people["body"]}"
            set autoedit = yes
            set copy = no
            set sendmail_wait = 0
            set spoolfile = "{_people["spool"]}"
            set folder = "{_people.Folder}"

            """);
        return _people["muttrc"];
    }

    /// <summary>Every mail came to its reader as the client wrote it, Bcc apart; and nothing of it was in the clear.</summary>
    private void AssertAllArrived(int count)
    {
        Assert.Equal(count, _next.Taken.Count);
        HashSet<string> said = [.. Directory.GetFiles(_people["said"], "*.eml").Select(file => WithoutBcc(File.ReadAllBytes(file)))];
        HashSet<string> read = [];
        foreach ((string recipient, byte[] mail) in _next.Taken)
        {
            Assert.DoesNotContain("mlaut", Encoding.UTF8.GetString(mail));
            byte[] decrypted = Household.WithoutStatus(_people.Read(recipient.Split('@')[0], mail).Ok().Output);
            Assert.Contains(Encoding.Latin1.GetString(decrypted), said);
            read.Add(Encoding.Latin1.GetString(decrypted));
        }

        Assert.Equal(said.Count, read.Count);
    }

    private static string WithoutBcc(byte[] mail) =>
        System.Text.RegularExpressions.Regex.Replace(Encoding.Latin1.GetString(mail), @"(?m)^Bcc: .*\n", "");

    private void Git(string repository, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", repository, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        OtrMailProgram.Surround(start, _people.Folder);
        OtrMailProgram.Run(start).Ok();
    }
}
