using System.Text;

namespace OtrMail.Cli.Tests;

/// <summary>The program in sendmail's place: a mail of his own for each recipient, or nothing for anybody.</summary>
public sealed class SendmailTests : IDisposable
{
    private readonly Household _people = Household.New();
    private readonly RecordingSendmail _next;

    public SendmailTests()
    {
        _next = new RecordingSendmail(_people.Folder);
        Configure(_next.Setting);
    }

    public void Dispose() => _people.Dispose();

    [Fact]
    public void Each_recipient_gets_a_mail_of_his_own_that_only_he_can_read()
    {
        byte[] mail = Mail("To: bob@example.org\nCc: Carol <carol@example.org>\nBcc: alice@example.org\n", "for two");
        Assert.Empty(_people.Run("alice", mail, "sendmail", "-t", "-oi").Ok().Output);
        Assert.Equal(["-i", "-f", "alice@example.org", "--", "alice@example.org"], _next.Arguments);
        Assert.Equal(["bob@example.org", "carol@example.org", "alice@example.org"], _next.Taken.Select(one => one.Recipient));
        string sent = Encoding.UTF8.GetString(mail).Replace("Bcc: alice@example.org\n", "", StringComparison.Ordinal);
        foreach ((string recipient, byte[] encrypted) in _next.Taken)
        {
            Assert.DoesNotContain("for two", Encoding.UTF8.GetString(encrypted));
            Assert.DoesNotContain("Bcc:", Encoding.UTF8.GetString(encrypted));
            Assert.Equal(sent, Encoding.UTF8.GetString(Household.WithoutStatus(_people.Read(recipient.Split('@')[0], encrypted).Ok().Output)));
        }

        _people.Read("bob", _next.Taken[1].Mail).Refused(76);
    }

    [Theory]
    [InlineData("-t", "-i")]
    [InlineData("-ti")]
    [InlineData("-oem", "-oi", "-f", "alice@example.org", "--", "bob@example.org")]
    [InlineData("-i", "-falice@example.org", "<bob@example.org>")]
    [InlineData("-i", "-r", "<alice@example.org>", "bob@example.org")]
    [InlineData("bob@example.org", "-bm", "-i", "-F", "Alice A", "-N", "never", "-R", "hdrs", "-V", "id", "-B8BITMIME", "-O", "DeliveryMode=b", "-odb", "-GU", "-X", "log", "-v", "-x")]
    [InlineData("--plain", "carol@example.org", "-it")]
    public void The_options_of_sendmail_are_understood(params string[] options)
    {
        byte[] mail = Mail("To: bob@example.org\n", "line\n.\nafter the dot");
        InProcess.Run(_people.Folder, _people.Clock, mail, new ScriptedPrompt(), new() { ["OTRMAIL_HOME"] = _people["alice"] }, ["sendmail", .. options]).Ok();
        (string recipient, byte[] encrypted) = Assert.Single(_next.Taken);
        Assert.Equal("bob@example.org", recipient);
        Assert.Equal(mail, Household.WithoutStatus(_people.Read("bob", encrypted).Ok().Output));
    }

    [Theory]
    [InlineData("-bs")]
    [InlineData("-bd")]
    [InlineData("-bt")]
    [InlineData("-I")]
    [InlineData("-t", "-f")]
    [InlineData("-i")]
    [InlineData("-Z")]
    [InlineData("--no-such-option")]
    [InlineData("-i", "not an address")]
    [InlineData("-i", "-f", "nobody", "bob@example.org")]
    public void Other_modes_and_mistakes_are_wrong_usage(params string[] options)
    {
        _people.Inside("alice", Mail("To: bob@example.org\n", "x"), ["sendmail", .. options]).Refused(64);
        Assert.Empty(_next.Taken);
    }

    [Theory]
    [InlineData("one\n.\ntwo\n", "one\n")]
    [InlineData("one\r\n.\r\ntwo\r\n", "one\r\n")]
    [InlineData("one\n.", "one\n")]
    [InlineData("one\n..\n. \ntwo\n", "one\n..\n. \ntwo\n")]
    public void A_line_with_a_single_dot_ends_the_mail(string body, string kept)
    {
        string header = "From: alice@example.org\nTo: bob@example.org\nDate: Thu, 1 Jan 2026 00:00:00 +0000\nMessage-ID: <dots@example.org>\n\n";
        _people.Inside("alice", Encoding.ASCII.GetBytes(header + body), "sendmail", "-t").Ok();
        Assert.Equal(header + kept, Encoding.ASCII.GetString(Household.WithoutStatus(_people.Read("bob", _next.Taken[0].Mail).Ok().Output)));
    }

    [Fact]
    public void Missing_From_Date_and_Message_ID_are_added_before_encryption()
    {
        byte[] mail = "Subject: bare\n\nbody\n"u8.ToArray();
        _people.Inside("alice", mail, "sendmail", "-i", "-F", "Alice \"A\" Ärmel", "bob@example.org").Ok();
        string encrypted = Encoding.UTF8.GetString(_next.Taken[0].Mail);
        string inner = Encoding.UTF8.GetString(Household.WithoutStatus(_people.Read("bob", _next.Taken[0].Mail).Ok().Output));
        Assert.Matches("^From: .*=\\?utf-8\\?b\\?w4RybWVs\\?= <alice@example.org>\nDate: .* \\+0000\nMessage-ID: <[0-9a-f]{32}@example.org>\nSubject: bare\n\nbody\n$", inner);
        foreach (string field in inner.Split('\n')[..3])
            Assert.Contains(field + "\n", encrypted);

        _people.Inside("alice", "no header at all\nFrom: somebody\n"u8.ToArray(), "sendmail", "bob@example.org").Ok();
        Assert.EndsWith("@example.org>\n\nno header at all\nFrom: somebody\n", _people.Read("bob", _next.Taken[1].Mail).Ok().Text);
    }

    [Fact]
    public void Nobody_gets_anything_when_one_has_no_key()
    {
        byte[] mail = Mail("To: bob@example.org, dave@example.org, erin@example.org\n", "secret");
        string state = _people.StateOf("alice");
        RunResult refused = _people.Inside("alice", mail, "sendmail", "-t").Refused(67, lines: 2);
        Assert.Contains("dave@example.org", refused.Error);
        Assert.Contains("erin@example.org", refused.Error);
        _people.Inside("alice", Mail("To: bob@example.org\n", "x", from: "mallory"), "sendmail", "-t").Refused(77);
        _people.Inside("alice", "From: a@b, c@d\n\nx\n"u8.ToArray(), "sendmail", "bob@example.org").Refused(65);
        _people.Inside("alice", "From: alice@example.org\n\nx\n"u8.ToArray(), "sendmail", "-t").Refused(64);
        _people.Inside("nobody", mail, "sendmail", "-t").Refused(78);
        Assert.Empty(_next.Taken);
        Assert.Equal(state, _people.StateOf("alice"));
    }

    [Fact]
    public void Who_has_no_key_gets_plain_text_with_the_own_key_only_where_that_was_said()
    {
        byte[] mail = Mail("To: bob@example.org, dave@example.org\nBcc: carol@example.org\n", "hello all");
        _people.Inside("alice", mail, "sendmail", "-t", "--opportunistic").Ok();
        byte[] plain = _next.Taken.Single(one => one.Recipient == "dave@example.org").Mail;
        Assert.StartsWith("OTR-Mail-Key: ", Encoding.UTF8.GetString(plain));
        Assert.DoesNotContain("Bcc:", Encoding.UTF8.GetString(plain));
        Assert.DoesNotContain("hello all", Encoding.UTF8.GetString(_next.Taken.Single(one => one.Recipient == "bob@example.org").Mail));

        _people.Inside("alice", Mail("To: bob@example.org\n", "in the open"), "sendmail", "-t", "--plain", "bob@example.org").Ok();
        Assert.EndsWith("\nin the open\n", Encoding.UTF8.GetString(_next.Taken[^1].Mail));
    }

    [Fact]
    public void What_is_otr_mail_already_goes_out_as_it_is()
    {
        byte[] encrypted = _people.Encrypted("alice", "bob", "made before");
        _people.Inside("alice", encrypted, "sendmail", "-t", "-i").Ok();
        Assert.Equal(encrypted, Assert.Single(_next.Taken).Mail);
        byte[] again = _people.Encrypted("alice", "bob", "made before");
        _people.Inside("alice", again, "sendmail", "-i", "-f", "", "bob@example.org").Ok();
        Assert.Equal(again, _next.Taken[1].Mail);
        Assert.Contains("<>", _next.Arguments);
        _people.Inside("alice", Household.PacketOf(again), "sendmail", "bob@example.org").Refused(65);
    }

    [Fact]
    public void There_must_be_a_way_to_send()
    {
        Configure("[smtp.other]\nhost = \"127.0.0.1\"\ntls = \"none\"\naddresses = \"somebody@example.org\"\n");
        byte[] mail = Mail("To: bob@example.org\n", "x");
        _people.Inside("alice", mail, "sendmail", "-t").Refused(69);
        Configure(_next.Setting);
        _people.Inside("alice", mail, "send").Refused(69);
        _people.Inside("alice", mail, "sendmail", "-t", "--account", "nowhere").Refused(64);
        Assert.Equal("[]\n", _people.Inside("alice", null, "queue", "list", "--json").Ok().Text);
        Assert.Equal(69, InProcess.Run(_people.Folder, _people.Clock, mail, new ScriptedPrompt(), new() { ["OTRMAIL_HANDS_ON"] = "1" },
            ["sendmail", "-t", "--home", _people["alice"]]).ExitCode);
    }

    [Fact]
    public void A_readable_copy_goes_to_the_folder_of_sent_mail()
    {
        Configure("sent_maildir = \"~/Mail/Sent\"\n" + _next.Setting);
        byte[] mail = Mail("To: bob@example.org\nBcc: carol@example.org\n", "keep a copy");
        _people.Inside("alice", mail, "sendmail", "-t").Ok();
        string copy = Assert.Single(Directory.GetFiles(Path.Combine(_people.Folder, "Mail", "Sent"), "*", SearchOption.AllDirectories));
        Assert.EndsWith(":2,S", copy);
        Assert.Equal(mail, File.ReadAllBytes(copy));
        _people.Inside("alice", mail, "sendmail", "-t").Ok();
        _people.Inside("alice", Mail("To: dave@example.org\n", "no key"), "sendmail", "-t").Refused(67);
        Assert.Single(Directory.GetFiles(Path.Combine(_people.Folder, "Mail", "Sent"), "*", SearchOption.AllDirectories));

        File.WriteAllText(_people["blocked"], "a file in its place");
        Configure($"sent_maildir = \"{_people["blocked"]}\"\n" + _next.Setting);
        _people.Inside("alice", Mail("To: bob@example.org\n", "no copy, no mail"), "sendmail", "-t").Refused(74);
        Assert.Equal(2, _next.Taken.Count);
    }

    [Fact]
    public void A_mail_that_is_sent_on_goes_to_whom_its_topmost_block_names()
    {
        const string earlier = "Resent-From: alice@example.org\nResent-To: dave@example.org\n";
        byte[] mail = [
            .. "Resent-From: alice@example.org\nResent-Message-ID: <on@example.org>\nResent-To: (again) carol@example.org\nResent-Bcc: Alice <ALICE@example.org>\n"u8,
            .. Encoding.ASCII.GetBytes(earlier),
            .. Mail("To: bob@example.org\n", "sent on"),
        ];
        _people.Inside("alice", mail, "sendmail", "-t", "-i").Ok();
        Assert.Equal(["carol@example.org", "alice@example.org"], _next.Taken.Select(one => one.Recipient));
        byte[] read = Household.WithoutStatus(_people.Read("carol", _next.Taken[0].Mail).Ok().Output);
        Assert.Equal(Encoding.UTF8.GetString(mail).Replace("Resent-Bcc: Alice <ALICE@example.org>\n", "", StringComparison.Ordinal), Encoding.UTF8.GetString(read));

        _people.Inside("alice", [.. "Resent-To: carol@@example.org\n"u8, .. Mail("To: bob@example.org\n", "x")], "sendmail", "-t").Refused(65);
        _people.Inside("alice", [.. "Resent-To: nobody:;\n"u8, .. Mail("To: bob@example.org\n", "x")], "sendmail", "-t").Refused(64);
        RunResult foreign = _people.Inside("alice", [.. "Resent-To: bob@example.org\n"u8, .. Mail("To: alice@example.org\n", "x", from: "mallory")], "sendmail", "-t").Refused(77);
        Assert.Contains("forwarded", foreign.Error);
        Assert.Equal(2, _next.Taken.Count);
    }

    [Fact]
    public void A_link_named_sendmail_is_that_command()
    {
        string link = _people["sendmail"];
        File.CreateSymbolicLink(link, OtrMailProgram.Path);
        byte[] mail = Mail("To: bob@example.org\n", "through a link\n.\nto its end");
        Assert.Empty(Linked(link, mail, "-t", "-oi", "-f", "alice@example.org").Ok().Output);
        Assert.Equal(mail, Household.WithoutStatus(_people.Read("bob", Assert.Single(_next.Taken).Mail).Ok().Output));
        Assert.Empty(Linked(link, null, "-bp").Ok().Output);
        Linked(link, null, "-bs").Refused(64);
    }

    [Theory]
    [InlineData("encrypt")]
    [InlineData("key")]
    [InlineData("mail")]
    public void A_link_of_any_other_name_is_the_program(string name)
    {
        string link = _people[name + "-link/" + name];
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, OtrMailProgram.Path);
        Assert.StartsWith("otrmail ", Linked(link, null, "--version").Ok().Text);
        Assert.Contains("Usage:\n  otrmail ", Linked(link, null, "--help").Ok().Text);
        Assert.NotEmpty(Linked(link, Household.Mail("alice", "bob"), "encrypt").Ok().Output);
    }

    private RunResult Linked(string link, byte[]? input, params string[] arguments)
    {
        System.Diagnostics.ProcessStartInfo start = OtrMailProgram.Start(_people.Folder, arguments);
        start.FileName = link;
        start.Environment["OTRMAIL_HOME"] = _people["alice"];
        return OtrMailProgram.Run(start, input);
    }

    internal static byte[] Mail(string to, string body, string from = "alice") => Encoding.UTF8.GetBytes(
        $"From: {from}@example.org\n{to}Date: Thu, 1 Jan 2026 00:00:00 +0000\nMessage-ID: <{Guid.NewGuid():N}@example.org>\nSubject: s\n\n{body}\n");

    private void Configure(string settings) => File.WriteAllText(Path.Combine(_people["alice"], "config.toml"), settings);
}
