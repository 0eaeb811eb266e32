using System.Text;
using MailKit.Net.Smtp;
using MimeKit;
using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests;

/// <summary>samples/config/postfix/master.cf: a port of Postfix whose mail otrmail encrypts, for programs that only speak SMTP.</summary>
public sealed class PostfixPipeTests : IDisposable
{
    /// <summary>Who may run otrmail there: Postfix lets neither root nor itself.</summary>
    private const string User = "mail";

    private readonly Household _people = Household.New();
    private readonly int _port = Ports.Free();
    private readonly Lazy<Dovecot> _dovecot = new(() => new Dovecot());
    private readonly Lazy<Postfix> _postfix;

    public PostfixPipeTests() => _postfix = new(() => new Postfix(_dovecot.Value, Services()));

    public void Dispose()
    {
        if (_postfix.IsValueCreated)
            _postfix.Value.Dispose();
        if (_dovecot.IsValueCreated)
            _dovecot.Value.Dispose();
        _people.Dispose();
    }

    [PeerFact("postfix", "dovecot", AsRoot = true)]
    public void What_a_program_submits_is_encrypted_for_each_recipient_and_what_cannot_be_bounces()
    {
        Postfix server = _postfix.Value;
        Prepare(server);
        Submit("grüne Brücke", "bob@example.org", "alice@example.org");
        Assert.Contains("gr=C3=BCne", Read("bob", server));
        Assert.Contains("gr=C3=BCne", Read("alice", server));

        Own("root");
        _people.Inside("alice", null, "key", "forget", "bob@example.org").Ok();
        Own(User);
        Submit("for nobody", "bob@example.org");
        string bounce = Encoding.UTF8.GetString(server.WaitFor("alice", 2).Single(mail => Encoding.UTF8.GetString(mail).Contains("Undelivered Mail", StringComparison.Ordinal)));
        Assert.Contains("bob@example.org: no key", string.Join(' ', bounce.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.Single(server.WaitFor("bob", 1));
    }

    /// <summary>The sample for this machine: its port, user, program and data directory; the rest of this Postfix wants TLS.</summary>
    private string Services()
    {
        string sample = Desk.Sample("postfix/master.cf");
        foreach ((string from, string to) in new[]
        {
            ("127.0.0.1:10587", $"127.0.0.1:{_port}"),
            ("user=alice", $"user={User}"),
            ("/usr/local/bin/otrmail", _people["otrmail"]),
            ("/home/alice/.local/share/otrmail", _people["alice"]),
            ("    -o content_filter", "    -o smtpd_tls_security_level=may\n    -o content_filter"),
        })
        {
            Assert.Contains(from, sample);
            sample = sample.Replace(from, to, StringComparison.Ordinal);
        }

        return sample;
    }

    private void Prepare(Postfix server)
    {
        string program = _people["program"];
        string built = Path.GetDirectoryName(OtrMailProgram.Path)!;
        Directory.CreateDirectory(program);
        bool isNative = !File.Exists(Path.Combine(built, "otrmail.dll"));
        foreach (string name in isNative ? ["otrmail", "libe_sqlite3.so"] : Directory.GetFiles(built).Select(file => Path.GetFileName(file)))
            File.Copy(Path.Combine(built, name), Path.Combine(program, name));
        if (Directory.Exists(Path.Combine(built, "runtimes")))
            Do("cp", "-r", Path.Combine(built, "runtimes"), program);
        File.WriteAllText(_people["otrmail"], $"#!/bin/sh\nHOME='{_people["mailhome"]}' exec '{program}/otrmail' \"$@\"\n");
        Do("chmod", "-R", "a+rX", program);
        Do("chmod", "755", _people["otrmail"]);
        Directory.CreateDirectory(_people["mailhome"]);
        Do("chown", User, _people["mailhome"]);
        Do("chmod", "711", _people.Folder);
        File.WriteAllText(Path.Combine(_people["alice"], "config.toml"), server.TlsAccount);
        Own(User);
    }

    private void Own(string user) => Do("chown", "-R", user, _people["alice"]);

    private void Submit(string body, params string[] recipients)
    {
        using var client = new SmtpClient();
        client.Connect("127.0.0.1", _port, MailKit.Security.SecureSocketOptions.None);
        using var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse("alice@example.org"));
        message.To.AddRange(recipients.Select(MailboxAddress.Parse));
        message.Subject = "by SMTP";
        message.Body = new TextPart("plain") { Text = body + "\n.\nafter the dot\n", ContentTransferEncoding = ContentEncoding.QuotedPrintable };
        client.Send(message);
        client.Disconnect(quit: true);
    }

    private string Read(string person, Postfix server)
    {
        byte[] mail = server.WaitFor(person, 1)[0];
        Assert.DoesNotContain("after the dot", Encoding.ASCII.GetString(mail));
        TemporaryFolder.Copy(_people[person], _people[person + "-reads"]);
        RunResult read = _people.Inside(person + "-reads", mail, "decrypt").Ok();
        Assert.EndsWith("after the dot\n", read.Text.ReplaceLineEndings("\n"));
        return read.Text;
    }

    private static void Do(string program, params string[] arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        OtrMailProgram.Run(start).Ok();
    }
}
