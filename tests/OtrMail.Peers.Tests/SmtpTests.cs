using System.Text;
using System.Text.Json;
using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests;

/// <summary>Submission by SMTP to a server that does what servers do on their bad days.</summary>
public sealed class SmtpTests : IDisposable
{
    private readonly Household _people = Household.New();
    private readonly FakeSmtpServer _server = new();

    public SmtpTests() => Configure(_server.Account());

    public void Dispose()
    {
        _server.Dispose();
        _people.Dispose();
    }

    [Fact]
    public void Each_recipient_gets_a_mail_of_his_own()
    {
        byte[] mail = Mail("bob@example.org, carol@example.org", "by smtp");
        RunResult sent = _people.Run("alice", mail, "send").Ok();
        Assert.Empty(sent.Output);
        Assert.Contains("bob@example.org: handed on", sent.Error);
        Assert.Equal(["bob@example.org", "carol@example.org"], _server.Taken.Select(one => one.Recipient));
        foreach ((string recipient, byte[] taken) in _server.Taken)
            Assert.Equal(mail, Read(recipient, taken));
        Assert.DoesNotContain("by smtp", string.Concat(_server.Commands));
        Assert.Equal("EHLO localhost", _server.Commands[0]);
        Assert.Equal(2, _server.Commands.Count(one => one == "DATA"));

        File.WriteAllBytes(_people["letter.eml"], Mail("carol@example.org", "from a file"));
        _people.Inside("alice", null, "send", _people["letter.eml"], "--to", "bob@example.org").Ok();
        Assert.Equal("bob@example.org", _server.Taken[2].Recipient);
    }

    [Theory]
    [InlineData("RCPT TO:<carol@example.org>", "550 5.1.1 no such user here")]
    [InlineData("MAIL FROM:<alice@example.org>", "553 5.7.1 not yours")]
    public void One_that_is_refused_ends_it_before_anything_is_made(string command, string answer)
    {
        _server.Answers[command] = answer;
        string state = _people.StateOf("alice");
        byte[] mail = Mail("bob@example.org, carol@example.org", "for both or none");
        RunResult refused = _people.Inside("alice", mail, "sendmail", "-t");
        Assert.Equal(69, refused.ExitCode);
        Assert.Contains($"carol@example.org: refused by 127.0.0.1: {answer[..3]} 5.", refused.Error);
        Assert.Empty(_server.Taken);
        Assert.DoesNotContain("DATA", _server.Commands);
        Assert.Empty(Queue());
        Assert.Equal(state, _people.StateOf("alice"));

        _server.Answers.Clear();
        _people.Inside("alice", mail, "sendmail", "-t").Ok();
        Assert.Equal(2, _server.Taken.Count);
    }

    [Fact]
    public void A_server_that_is_not_there_leaves_all_in_the_queue_until_it_is()
    {
        _server.Dispose();
        byte[] mail = Mail("bob@example.org, carol@example.org", "later");
        RunResult waits = _people.Inside("alice", mail, "sendmail", "-t").Ok();
        Assert.Equal(2, waits.Error.Split('\n').Count(line => line.Contains("waits in the queue", StringComparison.Ordinal)));
        _people.Inside("alice", null, "queue", "send").Refused(75, lines: 2);
        Assert.Equal(2, Queue().Length);

        using var back = new FakeSmtpServer(_server.Port);
        string state = _people.StateOf("alice");
        _people.Inside("alice", mail, "sendmail", "-t").Ok();
        Assert.Equal(state, _people.StateOf("alice"));
        Assert.Equal(["bob@example.org", "carol@example.org"], back.Taken.Select(one => one.Recipient));
        Assert.Equal(mail, Read("bob@example.org", back.Taken[0].Mail));
        Assert.Empty(Queue());
    }

    [Fact]
    public void A_transient_refusal_waits_and_the_others_get_theirs()
    {
        _server.Answers["RCPT TO:<bob@example.org>"] = "450 4.2.1 greylisted";
        _server.AfterData["alice@example.org"] = "451 4.3.0 disk full";
        byte[] mail = Mail("bob@example.org, carol@example.org, alice@example.org", "patience");
        RunResult waits = _people.Inside("alice", mail, "sendmail", "-t").Ok();
        Assert.Contains("greylisted", waits.Error);
        Assert.Contains("disk full", waits.Error);
        Assert.Equal("carol@example.org", Assert.Single(_server.Taken).Recipient);
        _server.Answers.Clear();
        _server.AfterData.Clear();
        _people.Inside("alice", null, "queue", "send").Ok();
        Assert.Equal(mail, Read("bob@example.org", _server.Taken[1].Mail));
        Assert.Equal(3, _server.Taken.Count);
    }

    [Fact]
    public void A_refusal_after_the_data_is_told_with_who_got_it()
    {
        _server.AfterData["carol@example.org"] = "554 5.7.1 looks like spam";
        RunResult refused = _people.Inside("alice", Mail("bob@example.org, carol@example.org", "half"), "send").Refused(69, lines: 2);
        Assert.Contains("bob@example.org: handed on", refused.Error);
        Assert.Contains("carol@example.org: refused: 554 5.7.1 looks like spam", refused.Error);
        Assert.True(Assert.Single(Queue()).GetProperty("refused").GetBoolean());
    }

    [Fact]
    public void A_connection_that_breaks_in_the_data_loses_nothing_and_stops_nobody_else()
    {
        _server.BreakInData = 500;
        byte[] mail = Mail("bob@example.org, carol@example.org", "broken off");
        Assert.Contains("bob@example.org: waits", _people.Inside("alice", mail, "sendmail", "-t").Ok().Error);
        Assert.Equal("carol@example.org", Assert.Single(_server.Taken).Recipient);
        _people.Inside("alice", null, "queue", "send").Ok();
        Assert.Equal(mail, Read("bob@example.org", _server.Taken[1].Mail));
    }

    [Fact]
    public void An_answer_that_never_comes_leads_to_the_very_same_packet_again_which_its_reader_knows()
    {
        _server.BreakBeforeAnswer = true;
        byte[] mail = Mail("bob@example.org", "twice or once");
        _people.Inside("alice", mail, "sendmail", "-t").Ok();
        Assert.Single(Queue());
        _people.Inside("alice", mail, "sendmail", "-t").Ok();
        Assert.Equal(2, _server.Taken.Count);
        Assert.Equal(_server.Taken[0].Mail, _server.Taken[1].Mail);
        Read("bob@example.org", _server.Taken[0].Mail);
        Assert.Contains("; duplicate", _people.Read("bob", _server.Taken[1].Mail).Ok().Text);
    }

    [Theory]
    [InlineData("EHLO", "", "AUTH", "535 5.7.8 wrong", true)]
    [InlineData("MAIL", "530 5.7.0 authenticate first", "", "", false)]
    public void A_wrong_or_missing_password_is_77_and_nothing_has_changed(string first, string answer, string second, string other, bool hasUser)
    {
        _server.Extensions = ["AUTH PLAIN"];
        if (answer.Length > 0)
            _server.Answers[first] = answer;
        if (other.Length > 0)
            _server.Answers[second] = other;
        Configure(_server.Account(hasUser ? "user = \"alice\"\npassword_command = \"echo secret\"" : ""));
        string state = _people.StateOf("alice");
        RunResult refused = _people.Inside("alice", Mail("bob@example.org", "x"), "sendmail", "-t").Refused(77);
        Assert.DoesNotContain("secret", refused.Error);
        Assert.Empty(Queue());
        Assert.Equal(state, _people.StateOf("alice"));
    }

    [Fact]
    public void Plain_text_arrives_byte_for_byte_with_dots_and_eight_bits()
    {
        string body = ".\n..two\n.three\nümlaut " + new string('x', 900) + "\n\n\nend";
        byte[] mail = Mail("dave@example.org", body, "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n");
        _people.Inside("alice", mail, "sendmail", "-t", "-i", "--plain", "dave@example.org").Ok();
        string taken = Encoding.UTF8.GetString(_server.Taken[0].Mail);
        Assert.StartsWith("OTR-Mail-Key: ", taken);
        Assert.EndsWith(Encoding.UTF8.GetString(mail), taken);
        Assert.Contains(_server.Commands, one => one.StartsWith("MAIL FROM:<alice@example.org>", StringComparison.Ordinal) && one.Contains("BODY=8BITMIME", StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_that_takes_few_recipients_at_a_time_is_asked_again()
    {
        _server.MostRecipients = 1;
        _people.Inside("alice", Mail("bob@example.org, carol@example.org, alice@example.org", "three"), "send").Ok();
        Assert.Equal(3, _server.Taken.Count);
        Assert.Empty(Queue());
    }

    [Fact]
    public void A_sender_goes_by_his_own_account()
    {
        using var work = new FakeSmtpServer();
        _people.Inside("alice", null, "key", "add-address", "alice@work.example").Ok();
        Configure(_server.Account() + work.Account("addresses = [\"alice@work.example\"]", "work"));
        byte[] fromWork = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Mail("bob@example.org", "from work")).Replace("From: alice@example.org", "From: alice@work.example", StringComparison.Ordinal));
        _people.Inside("alice", fromWork, "sendmail", "-t").Ok();
        _people.Inside("alice", Mail("bob@example.org", "from home"), "sendmail", "-t").Ok();
        _people.Inside("alice", Mail("carol@example.org", "by work"), "sendmail", "-t", "--account", "work").Ok();
        Assert.Single(_server.Taken);
        Assert.Equal(["bob@example.org", "carol@example.org"], work.Taken.Select(one => one.Recipient));
    }

    [Fact]
    public void Tend_sends_what_waits_and_the_acknowledgements_that_are_due()
    {
        _people.Read("bob", _people.Encrypted("alice", "bob", "one")).Ok();
        _people.Read("alice", _people.Encrypted("bob", "alice", "two")).Ok();
        _server.Answers["RCPT TO:<carol@example.org>"] = "450 4.2.1 later";
        _people.Inside("alice", Mail("carol@example.org", "waits"), "sendmail", "-t").Ok();
        _people.Clock.Pass(8);
        JsonElement tended = Tend();
        Assert.Equal((1, 1, 0), (tended.GetProperty("sent").GetInt32(), tended.GetProperty("waiting").GetInt32(), tended.GetProperty("refused").GetArrayLength()));
        JsonElement ack = tended.GetProperty("acksDue")[0];
        Assert.Equal("bob@example.org", ack.GetProperty("address").GetString());
        Assert.True(ack.GetProperty("sent").GetBoolean());
        Assert.Equal(JsonValueKind.Null, ack.GetProperty("file").ValueKind);
        Assert.Contains("acknowledgement", _people.Read("bob", Assert.Single(_server.Taken).Mail).Ok().Text, StringComparison.OrdinalIgnoreCase);

        _server.Answers.Clear();
        _server.AfterData["carol@example.org"] = "554 no";
        tended = Tend();
        Assert.Empty(tended.GetProperty("acksDue").EnumerateArray());
        Assert.Equal("carol@example.org", tended.GetProperty("refused")[0].GetProperty("recipient").GetString());
        Assert.Equal((0, 0), (tended.GetProperty("sent").GetInt32(), tended.GetProperty("waiting").GetInt32()));
    }

    [Fact]
    public void What_is_asked_for_again_and_sent_again_goes_by_the_server()
    {
        for (int i = 0; i < 2; i++)
        {
            _people.Read("alice", _people.Encrypted("bob", "alice", $"to {i}")).Ok();
            _people.Read("bob", _people.Encrypted("alice", "bob", $"back {i}")).Ok();
        }

        byte[] lost = _people.Encrypted("bob", "alice", "precious");
        _people.Inside("alice", null, "key", "forget", "bob@example.org").Ok();
        _people.Inside("alice", null, "key", "import", _people["bob.asc"]).Ok();
        _people.Clock.Pass(0.1); // so that stamps are later than those that she forgot
        _people.Read("alice", lost).Refused(76);
        Assert.Empty(_people.Inside("alice", null, "nak", "bob@example.org").Ok().Output);
        Assert.Contains("asked-for", _people.Read("bob", Assert.Single(_server.Taken).Mail).Ok().Text);

        File.Copy(Path.Combine(_people["alice"], "config.toml"), Path.Combine(_people["bob"], "config.toml"));
        _server.Answers["RCPT"] = "550 5.1.1 nobody";
        _people.Inside("bob", null, "resend", "alice@example.org").Refused(69);
        _server.Answers.Clear();
        Assert.NotEmpty(_people.Inside("bob", null, "resend", "alice@example.org").Ok().Error);
        string again = _people.Read("alice", _server.Taken[1].Mail).Ok().Text;
        Assert.Contains("; resent", again);
        Assert.EndsWith("\nprecious\n", again);
        Assert.Contains("nothing", _people.Inside("bob", null, "resend", "alice@example.org").Ok().Error);
    }

    [PeerFact("python3")]
    public void A_mail_of_300_MB_is_sent_in_64_MiB_of_memory_more_than_an_empty_one()
    {
        const int most = 64 << 20;
        _server.Folder = _people["taken"];
        Directory.CreateDirectory(_server.Folder);
        _server.Extensions = ["8BITMIME", "SIZE"];
        Configure("packet_limit = \"1 GiB\"\n" + _server.Account());
        File.WriteAllText(Path.Combine(_people["bob"], "config.toml"), "packet_limit = \"1 GiB\"\n");
        var letters = new LongMail(_people);
        long least = letters.Piped("alice", letters.Write("empty.eml", 0, asBase64: false), "nothing", "send");
        string mail = letters.Write("long.eml", 220_000_000, asBase64: true);
        Assert.InRange(letters.Piped("alice", mail, "nothing", "send"), 0, least + most);
        letters.Piped("bob", Path.Combine(_server.Folder, "bob@example.org"), "read", "decrypt");
        LongMail.AssertEndsWith(mail, _people["read"]);
        Assert.Equal(2, _server.Taken.Count);
        Assert.Empty(Queue());
    }

    private JsonElement Tend()
    {
        using JsonDocument document = JsonDocument.Parse(_people.Inside("alice", null, "tend", "--json").Ok().Output);
        return document.RootElement.Clone();
    }

    private JsonElement[] Queue()
    {
        using JsonDocument document = JsonDocument.Parse(_people.Inside("alice", null, "queue", "list", "--json").Ok().Output);
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    private byte[] Read(string recipient, byte[] mail) => Household.WithoutStatus(_people.Read(recipient.Split('@')[0], mail).Ok().Output);

    private void Configure(string settings) => File.WriteAllText(Path.Combine(_people["alice"], "config.toml"), settings);

    private static byte[] Mail(string to, string body, string more = "") => Encoding.UTF8.GetBytes(
        $"From: alice@example.org\nTo: {to}\nDate: Thu, 1 Jan 2026 00:00:00 +0000\nMessage-ID: <{Guid.NewGuid():N}@example.org>\nSubject: s\n{more}\n{body}\n");
}
