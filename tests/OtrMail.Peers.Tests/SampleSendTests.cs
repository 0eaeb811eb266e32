using System.Text;
using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests;

/// <summary>What samples/config has for sending, in the programs that it is for (mutt and neomutt apart).</summary>
public sealed class SampleSendTests : IDisposable
{
    private readonly Desk _desk = new();

    public SampleSendTests() => _desk.CatchSentMail();

    public void Dispose() => _desk.Dispose();

    [PeerFact("git", "git-send-email", "Address.pm")]
    public void Git_send_email_encrypts_a_patch_for_each_recipient()
    {
        _desk.Put("git/gitconfig", ".gitconfig", "[user]\n    name = Bob\n    email = bob@example.org\n");
        Directory.CreateDirectory(_desk["work"]);
        File.WriteAllText(_desk["work/pond"], "grüne Brücke\n");
        RunResult sent = _desk.Run(null, "sh", "-c", "cd work && git init -q && git add pond && git commit -q -m 'the pond' && git send-email --confirm=never --suppress-cc=all --to alice@example.org --cc carol@example.org --root HEAD");
        Assert.True(sent.ExitCode == 0, sent.Error);
        string[] mails = _desk.SentMail();
        Assert.Equal(2, mails.Length);
        Assert.All(mails, mail => Assert.DoesNotContain("pond", mail));
        string alices = mails.Single(mail => mail.Split('\n')[0].Contains("<alice@", StringComparison.Ordinal));
        Assert.Contains("+grüne Brücke", _desk.People.Inside("alice", Desk.WithoutEnvelope(alices), "decrypt").Ok().Text);
        _desk.AssertAllCameBack(2);
    }

    [PeerFact("sh")]
    public void The_link_for_programs_without_options_sends_encrypted()
    {
        byte[] mail = Encoding.ASCII.GetBytes("From: bob@example.org\nTo: alice@example.org\nSubject: s\n\nby the link\n");
        _desk.Run(mail, _desk[".local/bin/otrmail-sendmail"], "-i", "-f", "bob@example.org", "--", "alice@example.org").Ok();
        Assert.Contains("by the link", _desk.People.Inside("alice", Desk.WithoutEnvelope(Assert.Single(_desk.SentMail())), "decrypt").Ok().Text);
    }

    [PeerFact("msmtp")]
    public void Msmtp_takes_its_file_and_otrmail_the_lines_that_call_it()
    {
        _desk.Put("msmtp/msmtprc", ".msmtprc");
        File.WriteAllText(_desk[".msmtprc"], Desk.Sample("msmtp/msmtprc").Replace("secret-tool lookup service smtp", "echo secret", StringComparison.Ordinal));
        File.SetUnixFileMode(_desk[".msmtprc"], (UnixFileMode)0b110_000_000);
        RunResult shown = _desk.Run([], "msmtp", "--pretend", "-f", "alice@example.org", "--", "bob@example.org");
        Assert.True(shown.ExitCode == 0, shown.Error);
        Assert.Contains("smtp.example.org", shown.Text);
        _desk.Put("msmtp/config.toml", ".local/share/otrmail/config.toml");
        _desk.Run(null, "otrmail", "status").Ok();
    }
}
