using System.Diagnostics;
using System.Text;
using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests;

/// <summary>Who is let in how, which folders are found, and how much of it a person sees.</summary>
public sealed class FetchAccountTests : FetchingTests
{
    [PeerFact("dovecot")]
    public void A_password_is_shown_in_the_strongest_way_that_the_server_offers()
    {
        foreach ((string offered, string taken) in new[]
        {
            ("plain login scram-sha-1 scram-sha-256", "SCRAM-SHA-256"), ("plain login scram-sha-1", "SCRAM-SHA-1"), ("plain login", "PLAIN"), ("login", "LOGIN"),
        })
        {
            using var server = new Dovecot(offered);
            Configure(server.PlainAccount("maildir = \"Mail\""));
            Fetch().Ok();
            Assert.Equal(taken, server.LastMethod);
        }
    }

    [PeerFact("dovecot")]
    public void A_certificate_that_the_system_trusts_needs_no_pin_and_no_word_on_revocation()
    {
        using var server = new Dovecot();
        Configure(Dovecot.Account($"port = {server.TlsPort}\nmaildir = \"Mail\""));
        ProcessStartInfo start = OtrMailProgram.Start(People.Folder, "fetch", "--home", People["bob"]);
        start.Environment["SSL_CERT_FILE"] = server.Certificate.CertificatePath;
        OtrMailProgram.Run(start).Ok();

        // the right certificate for another name
        Configure(Dovecot.Account($"port = {server.TlsPort}\nmaildir = \"Mail\"").Replace("127.0.0.1", "ip6-localhost", StringComparison.Ordinal));
        RunResult other = OtrMailProgram.Run(start);
        Assert.Contains(other.ExitCode, new[] { 75, 77 });
    }

    [PeerFact("dovecot")]
    public void Folders_have_any_name_and_one_that_is_not_there_keeps_no_other_waiting()
    {
        using var server = new Dovecot();
        (string Name, string Directory)[] folders =
        [
            ("Entwürfe & mehr", "Entw&APw-rfe &- mehr"), ("Listen/日本語", "Listen.&ZeVnLIqe-"), ("say \"hi\" \\o", "say \"hi\" \\o"), ("100% *", "100% *"),
        ];
        foreach ((string name, string directory) in folders)
            server.Put(People.Encrypted("alice", "bob", $"in {name}"), directory);
        Configure(server.PlainAccount("maildir = \"Mail\""));
        string[] options = [.. folders.Select(folder => folder.Name).Prepend("Nowhere").Prepend("~refused").Append("Listen").Append(new string('x', 3000)).SelectMany(name => new[] { "--folder", name })];
        RunResult fetched = People.Run("bob", null, ["fetch", .. options]);
        Assert.True(fetched.ExitCode == 78, fetched.Error[..Math.Min(2000, fetched.Error.Length)]);
        Assert.Contains("no folder 'Nowhere'", fetched.Error);
        Assert.Contains("'Listen' holds folders only", fetched.Error);
        Assert.DoesNotContain("mistake of this program", fetched.Error);
        Assert.Equal(folders.Select(folder => $"in {folder.Name}").Order(StringComparer.Ordinal), Bodies());
    }

    [PeerFact("dovecot")]
    public void An_empty_folder_directory_or_command_is_refused_before_it_swallows_a_mail()
    {
        using var server = new Dovecot();
        server.Put(People.Encrypted("alice", "bob", "still there"));
        Configure(server.PlainAccount("maildir = \"Mail\""));
        foreach (string[] arguments in new string[][] { ["--folder", ""], ["--maildir", ""], ["--command", ""], ["--command", " \t"] })
            Fetch(arguments).Refused(64);
        // the inbox is one folder, however it is written
        Assert.Contains("1 new mails, 1 of them OTR-Mail, 1 delivered", Fetch("--folder", "inbox", "--folder", "INBOX", "--folder", "Inbox").Ok().Error);
        Assert.Equal(["still there"], Bodies());
    }

    [PeerFact("dovecot")]
    public void Of_a_mail_that_the_disk_does_not_take_nothing_stays_and_it_is_fetched_again()
    {
        using var server = new Dovecot();
        server.Put(People.Encrypted("alice", "bob", "short"));
        server.Put(People.Encrypted("alice", "bob", string.Concat(Enumerable.Repeat("a line of a long mail\n", 100_000)) + "long"));
        Configure(server.PlainAccount("maildir = \"Mail\""));
        string program = $"'{OtrMailProgram.Path}' fetch --home '{People["bob"]}'";
        ProcessStartInfo start = OtrMailProgram.Start(People.Folder, "-c", $"trap '' XFSZ; ulimit -f 2000; exec {program}");
        start.FileName = "/bin/sh";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // the debug build's code would be in a large file
        OtrMailProgram.Run(start).Refused(74);
        Assert.Empty(Directory.GetFiles(Path.Combine(People["bob"], "Mail", "tmp")));
        Assert.DoesNotContain("long", Bodies());
        Fetch().Ok();
        Assert.Equal(["long", "short"], Bodies());
    }

    [PeerFact("dovecot")]
    public void What_a_command_does_not_take_is_kept_sealed_and_given_to_it_again()
    {
        using var server = new Dovecot();
        server.Put(People.Encrypted("alice", "bob", "patience"));
        Configure(server.PlainAccount());
        Fetch("--command", "exit 3").Refused(75, lines: 2);
        Fetch("--command", "exit 3").Refused(75, lines: 2);
        // neither the server nor the keys are needed any more
        foreach (string file in Directory.GetFiles(Path.Combine(server.Maildir(), "cur")))
            File.Delete(file);
        byte[] database = File.ReadAllBytes(Path.Combine(People["bob"], "otrmail.db"));
        Assert.True(database.AsSpan().IndexOf("patience"u8) < 0);
        RunResult taken = Fetch("--command", $"cat >> {People["got"]}; echo a word", "--json").Ok();
        Assert.StartsWith("[", taken.Text);
        Assert.Contains("a word", taken.Error);
        Fetch("--command", $"cat >> {People["got"]}").Ok();
        string got = File.ReadAllText(People["got"]);
        Assert.EndsWith("\npatience\n", got);
        Assert.Equal(2, got.Split("OTR-Mail-Status:").Length);
    }

    [PeerFact("dovecot")]
    public void A_fetch_that_is_killed_while_a_command_works_gives_it_that_mail_again_and_no_other()
    {
        using var server = new Dovecot();
        for (int i = 0; i < 6; i++)
            server.Put(People.Encrypted("alice", "bob", $"mail {i}"));
        Configure(server.PlainAccount());
        // it takes three, and the last of them ends the program before it can note that
        string command = $"cat > {People["got"]}-$(date +%N); test $(ls {People.Folder} | grep -c ^got-) != 3 || kill -9 $PPID";
        Assert.NotEqual(0, Fetch("--command", command).ExitCode);
        Fetch("--command", $"cat > {People["got"]}-$(date +%N)").Ok();
        string[] bodies = [.. Directory.GetFiles(People.Folder, "got-*").Select(file => File.ReadAllText(file).TrimEnd('\n').Split('\n')[^1])];
        Assert.Equal(7, bodies.Length);
        Assert.Equal(6, bodies.Distinct().Count());
    }

    [PeerFact("dovecot")]
    public void A_mail_that_is_too_large_is_named_once_and_fetched_when_it_may_be()
    {
        using var server = new Dovecot();
        server.Put(People.Encrypted("alice", "bob", "one that is large, and not by little\n" + string.Concat(Enumerable.Repeat("what is not base64\n", 400_000))));
        server.Put(People.Encrypted("alice", "bob", "small"));
        string account = server.PlainAccount("maildir = \"Mail\"");
        Configure("packet_limit = \"64 KiB\"\n" + account);
        Assert.Contains("more than allowed", Fetch().Refused(65, lines: 2).Error);
        Assert.Equal(["small"], Bodies());
        Assert.DoesNotContain("more than allowed", Fetch().Ok().Error);
        Configure(account);
        Fetch().Ok();
        Assert.Equal(2, Bodies().Length);
    }

    [PeerFact("dovecot")]
    public void A_place_that_is_no_maildir_is_74()
    {
        using var server = new Dovecot();
        server.Put(People.Encrypted("alice", "bob"));
        File.WriteAllText(Path.Combine(People["bob"], "Mail"), "a file");
        Configure(server.PlainAccount("maildir = \"Mail\""));
        Fetch().Refused(74);
        File.Delete(Path.Combine(People["bob"], "Mail"));
        Fetch().Ok();
        Assert.Single(Bodies());
    }

    [PeerFact("script")]
    public void Progress_is_shown_on_a_terminal_and_nowhere_else()
    {
        using ScriptedImap server = Slow();
        Configure(server.Account("maildir = \"Mail\""));
        ProcessStartInfo start = OtrMailProgram.Start(People.Folder, "-qec", $"'{OtrMailProgram.Path}' fetch --home '{People["bob"]}'", "/dev/null");
        start.FileName = "script";
        Assert.Contains("home/INBOX [", OtrMailProgram.Run(start).Ok().Text);
        File.Delete(Path.Combine(People["bob"], "otrmail.db-journal"));
        using ScriptedImap other = Slow();
        Configure(other.Account("maildir = \"Mail\"\n").Replace("imap.home", "imap.other", StringComparison.Ordinal));
        RunResult silent = Fetch().Ok();
        Assert.DoesNotContain("\r", silent.Error);
        Assert.DoesNotContain("[#", silent.Error);
    }

    [Fact]
    public void A_server_that_knows_who_is_there_is_told_no_password()
    {
        using ScriptedImap server = Slow();
        server.Greeting = "* PREAUTH ready";
        Configure(server.Account());
        Fetch("--mbox").Ok();
        Assert.DoesNotContain(server.Commands, command => command.StartsWith("LOGIN", StringComparison.Ordinal) || command.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_cannot_talk_its_way_out_of_protection_by_knowing_who_is_there()
    {
        using ScriptedImap server = Slow();
        server.Greeting = "* PREAUTH ready";
        Configure(server.Account().Replace("tls = \"none\"", "tls = \"starttls\"", StringComparison.Ordinal));
        Fetch("--mbox").Refused(77);
        Assert.DoesNotContain(server.Commands, command => command.StartsWith("EXAMINE", StringComparison.Ordinal));
    }

    [Fact]
    public void Watching_asks_for_another_token_when_the_connection_is_lost_and_waits_for_one()
    {
        using var server = new ScriptedImap { Capabilities = "IMAP4rev1 IDLE SASL-IR AUTH=XOAUTH2" };
        List<string> tokens = [];
        server.Answer = command =>
        {
            if (command.StartsWith("AUTHENTICATE", StringComparison.Ordinal))
            {
                lock (tokens)
                    tokens.Add(Encoding.ASCII.GetString(Convert.FromBase64String(command.Split(' ')[2])).Split('\u0001')[1]);
                return "TAG OK done\r\n";
            }

            return command == "IDLE" ? "" : null; // it hangs up
        };
        // the second time there is no token to be had
        string script = People["token"];
        File.WriteAllText(script, $"echo x >> '{script}.n'\nn=$(wc -l < '{script}.n')\n[ $n != 2 ] || exit 1\necho token$n\n");
        Configure(server.Account("maildir = \"Mail\"\nauth = \"xoauth2\"").Replace($"echo {Dovecot.Password}", $"sh {script}", StringComparison.Ordinal));
        using Process watching = Process.Start(OtrMailProgram.Start(People.Folder, "fetch", "--watch", "--home", People["bob"]))!;
        try
        {
            for (var time = Stopwatch.StartNew(); Count(tokens) < 2; Thread.Sleep(50))
                Assert.True(time.Elapsed < TimeSpan.FromSeconds(40) && !watching.HasExited);
            lock (tokens)
                Assert.Equal(["auth=Bearer token1", "auth=Bearer token3"], tokens[..2]);
        }
        finally
        {
            watching.Kill();
        }
    }

    private static int Count(List<string> list)
    {
        lock (list)
            return list.Count;
    }

    private ScriptedImap Slow()
    {
        var server = new ScriptedImap();
        server.Mails.Add(1, Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(People.Encrypted("alice", "bob", "slow")).ReplaceLineEndings("\r\n")));
        server.Answer = command =>
        {
            if (command.Contains("BODYSTRUCTURE", StringComparison.Ordinal))
                Thread.Sleep(700);
            return null;
        };
        return server;
    }
}
