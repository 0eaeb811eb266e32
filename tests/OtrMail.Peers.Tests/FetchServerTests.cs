using System.Text;
using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests;

/// <summary>Fetching from servers that lack something, refuse something, or do not keep to the protocol.</summary>
public sealed class FetchServerTests : FetchingTests
{
    private readonly ScriptedImap _server = new();

    public override void Dispose()
    {
        _server.Dispose();
        base.Dispose();
    }

    [Fact]
    public void A_server_that_offers_nothing_but_the_protocol_is_enough()
    {
        Put(1, 2);
        Fetch().Ok();
        Assert.Equal(["mail 1", "mail 2"], Bodies());
        Put(3);
        Fetch().Ok();
        Assert.Equal(3, Bodies().Length);
        Assert.DoesNotContain(_server.Commands, command => command.Contains("MODSEQ", StringComparison.Ordinal) || command.StartsWith("STORE", StringComparison.Ordinal));
        Assert.All(_server.Commands.Where(command => command.Contains("BODY", StringComparison.Ordinal)
            && !command.Contains("BODYSTRUCTURE", StringComparison.Ordinal)), command => Assert.Contains("BODY.PEEK", command));
        Assert.DoesNotContain(_server.Commands, command => command.StartsWith("SELECT", StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_that_numbers_mail_anew_until_somebody_may_write_is_opened_so_and_stays_as_it_is()
    {
        bool isKept = false;
        int selects = 0;
        uint opened = 100;
        _server.Answer = command =>
        {
            isKept |= command.StartsWith("SELECT", StringComparison.Ordinal);
            selects += command.StartsWith("SELECT", StringComparison.Ordinal) ? 1 : 0;
            uint validity = isKept ? 7 : opened++;
            return command.Split(' ')[0] switch
            {
                "SELECT" or "EXAMINE" => $"* {_server.Mails.Count} EXISTS\r\n* OK [UIDVALIDITY {validity}] ok\r\nTAG OK [{(isKept ? "READ-WRITE" : "READ-ONLY")}] done\r\n",
                "STATUS" => $"* STATUS INBOX (UIDVALIDITY {validity} UIDNEXT {_server.Mails.Keys.LastOrDefault() + 1})\r\nTAG OK done\r\n",
                _ => null,
            };
        };
        _server.Mails[1] = People.Encrypted("alice", "bob", "one");
        Fetch().Ok();
        _server.Mails[2] = People.Encrypted("alice", "bob", "two");
        Assert.Contains("1 new mails, 1 of them OTR-Mail, 1 delivered", Fetch().Ok().Error);
        Assert.Contains("0 new mails", Fetch().Ok().Error);
        Assert.Equal(["one", "two"], Bodies());
        // also when it told the next UID before, in another answer
        Assert.Equal(2, selects);
        Assert.DoesNotContain(_server.Commands, command => command.Contains("STORE", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_without_a_change_by_its_mod_sequence_is_not_opened()
    {
        _server.Capabilities = "IMAP4rev1 CONDSTORE";
        // no UIDNEXT, so that nothing else tells
        _server.Answer = command => command.StartsWith("STATUS", StringComparison.Ordinal)
            ? $"* STATUS INBOX (UIDVALIDITY 1 HIGHESTMODSEQ {_server.Mails.Count + 7})\r\nTAG OK done\r\n"
            : command.StartsWith("EXAMINE", StringComparison.Ordinal)
            ? $"* {_server.Mails.Count} EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n* OK [HIGHESTMODSEQ {_server.Mails.Count + 7}] ok\r\nTAG OK [READ-ONLY] done\r\n" : null;
        Put(1);
        Fetch().Ok();
        Fetch().Ok();
        Assert.Single(_server.Commands, command => command.StartsWith("EXAMINE", StringComparison.Ordinal));
        Put(2);
        Fetch().Ok();
        Assert.Equal(["mail 1", "mail 2"], Bodies());
    }

    /// <summary>A structure is nested as deep as a server likes, and each level is a call of the library that reads it.</summary>
    [Theory]
    [InlineData("multipart", 90)]
    [InlineData("multipart", 10_000)]
    [InlineData("multipart", 1_000_000)]
    [InlineData("message", 10_000)]
    [InlineData("parameter", 100_000)]
    [InlineData("open", 10_000_000)]
    [InlineData("wide", 20_000)]
    [InlineData("literal", 5000)]
    [InlineData("literal", 70_000_000)]
    public void A_structure_that_is_a_bomb_keeps_no_other_mail_waiting(string kind, int size)
    {
        Put(1, 3, 4);
        _server.Mails.Add(2, "Subject: a bomb\r\n\r\nx\r\n"u8.ToArray());
        string bomb = Bomb(kind, size);
        _server.Answer = command => !command.Contains("BODYSTRUCTURE", StringComparison.Ordinal) ? null
            : string.Concat(_server.Asked(command).Select(uid => uid == 2 ? $"* 2 FETCH (UID 2 FLAGS () RFC822.SIZE 21 BODYSTRUCTURE {bomb})\r\n" : _server.Summary(uid))) + "TAG OK done\r\n";
        Fetch().Ok();
        Assert.Equal(["mail 1", "mail 3", "mail 4"], Bodies());
        int commands = _server.Commands.Length;
        Fetch().Ok();
        Assert.DoesNotContain(_server.Commands[commands..], command => command.Contains("BODYSTRUCTURE", StringComparison.Ordinal));
    }

    /// <summary>Any stranger can send this: a name that the server puts into a literal longer than the library takes.</summary>
    [PeerFact("dovecot")]
    public void A_stranger_s_mail_with_an_endless_name_keeps_no_other_mail_waiting()
    {
        using var dovecot = new Dovecot();
        string name = string.Concat(Enumerable.Repeat("a\\\\", 3000));
        dovecot.Put(Encoding.UTF8.GetBytes($"From: mallory@example.org\nTo: bob@example.org\nSubject: x\nContent-Type: application/x; name=\"{name}\"\n\nx\n"));
        dovecot.Put(People.Encrypted("alice", "bob", "mail 1"));
        Configure(dovecot.PlainAccount("maildir = \"Mail\"\n"));
        People.Run("bob", null, "fetch").Ok();
        Assert.Equal(["mail 1"], Bodies());
    }

    private static string Bomb(string kind, int size)
    {
        const string Leaf = "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 12 1 NIL NIL NIL NIL)";
        const string Envelope = "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)";
        var text = new StringBuilder();
        switch (kind)
        {
            case "multipart":
                return text.Append('(', size).Append(Leaf).Insert(text.Length, " \"mixed\" NIL NIL NIL NIL)", size).ToString();
            case "message":
                return text.Insert(0, $"(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 12 {Envelope} ", size).Append(Leaf).Insert(text.Length, " 1 NIL NIL NIL NIL)", size).ToString();
            case "parameter":
                return $"(\"text\" \"plain\" {new string('(', size)}\"a\" \"b\"{new string(')', size)} NIL NIL \"7bit\" 12 1 NIL NIL NIL NIL)";
            case "wide":
                return text.Append('(').Insert(1, Leaf, size).Append(" \"mixed\" NIL NIL NIL NIL)").ToString();
            case "literal":
                return $"(\"text\" {{{size}}}\r\n{new string('x', size)} NIL NIL NIL \"7bit\" 12 1 NIL NIL NIL NIL)";
            default:
                return new string('(', size);
        }
    }

    [Fact]
    public void An_access_token_is_shown_as_xoauth2_and_asked_for_at_each_connection()
    {
        _server.Capabilities = "IMAP4rev1 SASL-IR AUTH=XOAUTH2 AUTH=PLAIN";
        string shown = "";
        _server.Answer = command =>
        {
            if (!command.StartsWith("AUTHENTICATE", StringComparison.Ordinal))
                return null;
            shown = Encoding.ASCII.GetString(Convert.FromBase64String(command.Split(' ')[2]));
            return "TAG OK done\r\n";
        };
        Put(1);
        Fetch(more: "auth = \"xoauth2\"").Ok();
        Assert.Equal($"user={Dovecot.User}\u0001auth=Bearer {Dovecot.Password}\u0001\u0001", shown);
        Assert.Contains("AUTHENTICATE XOAUTH2", string.Join('\n', _server.Commands));
        Assert.DoesNotContain("LOGIN", string.Join('\n', _server.Commands));

        _server.Answer = command => command.StartsWith("AUTHENTICATE", StringComparison.Ordinal)
            ? "+ eyJzdGF0dXMiOiI0MDAifQ==\r\n" : command.Length == 0 ? "A00000001 NO [AUTHENTICATIONFAILED] expired\r\n" : null;
        RunResult refused = Fetch(more: "auth = \"xoauth2\"");
        Assert.Contains(refused.ExitCode, new[] { 75, 77 });
        Assert.DoesNotContain(Dovecot.Password, refused.Error);
    }

    [Theory]
    [InlineData("[AUTHENTICATIONFAILED] no", 77)]
    [InlineData("no", 77)]
    [InlineData("[UNAVAILABLE] the directory is away", 75)]
    [InlineData("[LIMIT] too many connections", 75)]
    [InlineData("[INUSE] locked", 75)]
    public void A_login_that_is_refused_for_now_is_not_a_wrong_password(string answer, int code)
    {
        _server.Answer = command => command.StartsWith("LOGIN", StringComparison.Ordinal) ? $"TAG NO {answer}\r\n" : null;
        Fetch().Refused(code);
    }

    [Fact]
    public void A_mail_that_the_server_cannot_read_keeps_no_other_waiting_and_is_asked_for_again()
    {
        Put(1, 2, 3, 4, 5);
        _server.Answer = command => command.StartsWith("UID FETCH", StringComparison.Ordinal)
            && _server.Asked(command).Any(uid => uid == 3 || (uid == 4 && !command.Contains("BODYSTRUCTURE", StringComparison.Ordinal)))
            ? "TAG NO [SERVERBUG] cannot be converted\r\n" : null;
        RunResult first = Fetch();
        Assert.True(first.ExitCode == 75 && first.Error.Split((char)10).Length == 4, first.Error);
        Assert.Contains("INBOX 3: the server cannot read", first.Error);
        Assert.Contains("INBOX 4: the server cannot read", first.Error);
        Assert.Equal(["mail 1", "mail 2", "mail 5"], Bodies());
        Fetch().Refused(75);
        _server.Answer = _ => null;
        Fetch().Ok();
        Assert.Equal(5, Bodies().Length);
    }

    [Fact]
    public void What_a_server_tells_unasked_is_not_taken_for_an_answer()
    {
        Put(1, 2, 3);
        _server.Answer = command => command.Contains("BODYSTRUCTURE", StringComparison.Ordinal)
            ? "* 1 FETCH (FLAGS (\\Seen))\r\n* 2 FETCH (UID 99 FLAGS ())\r\n" + string.Concat(_server.Asked(command).Select(_server.Summary))
                + "* 3 FETCH (UID 3 FLAGS (\\Flagged))\r\nTAG OK done\r\n"
            : command.Contains("BODY.PEEK[]", StringComparison.Ordinal)
            ? "* 2 FETCH (FLAGS ())\r\n* 7 FETCH (UID 77 BODY[] {3}\r\nabc)\r\n" + string.Concat(_server.Asked(command).Reverse().Select(_server.Whole)) + "TAG OK done\r\n"
            : null;
        Fetch().Ok();
        Assert.Equal(["mail 1", "mail 2", "mail 3"], Bodies());
    }

    [Fact]
    public void A_size_that_is_a_lie_does_not_fill_the_memory()
    {
        Put(1);
        _server.Answer = command => command.Contains("BODY.PEEK[]", StringComparison.Ordinal)
            ? "* 1 FETCH (UID 1 BODY[] {2000000000}\r\n" + new string('x', 400_000_000) : null;
        RunResult refused = Fetch(settings: "packet_limit = \"64 KiB\"\n").Refused(75);
        Assert.Contains("more than it was asked for", refused.Error);
    }

    [Theory]
    [InlineData("* 1 FETCH (UID 1 BODYSTRUCTURE {2147483647}\r\n")]
    [InlineData("* 1 FETCH (UID 1 BODYSTRUCTURE {99999999999999999999}\r\nTAG OK done\r\n")]
    [InlineData("* 1 FETCH (UID 1 BODYSTRUCTURE {-5}\r\nTAG OK done\r\n")]
    [InlineData("* 1 FETCH (UID 1 BODYSTRUCTURE (((((((\r\nTAG OK done\r\n")]
    [InlineData("* 1 FETCH (UID 0 RFC822.SIZE -1 BODYSTRUCTURE NIL)\r\nTAG OK done\r\n")]
    [InlineData("* 1 FETCH (UID 1 INTERNALDATE \"yesterday\" BODYSTRUCTURE ())\r\nTAG OK done\r\n")]
    [InlineData("* 1 FETCH (UID 99999999999 FLAGS (\\Seen)\r\nTAG OK done\r\n")]
    [InlineData("* 0 FETCH (UID 1)\r\n* -3 EXPUNGE\r\n* 99999999999 EXISTS\r\nTAG OK done\r\n")]
    [InlineData("\0\u0001\u00ff\u00fe garbage\r\n")]
    [InlineData("* BYE I am going\r\n")]
    [InlineData("TAG BAD what\r\n")]
    [InlineData("TAG NO never\r\n")]
    [InlineData("")]
    public void Nonsense_is_one_line_and_nothing_is_lost(string answer)
    {
        Put(1);
        _server.Answer = command => command.Contains("BODYSTRUCTURE", StringComparison.Ordinal) ? answer : null;
        RunResult told = Fetch();
        Assert.Contains(told.ExitCode, new[] { 0, 75 });
        Assert.DoesNotContain("mistake of this program", told.Error);
        Assert.InRange(told.Error.TrimEnd('\n').Split('\n').Length, 1, 2);
        _server.Answer = _ => null;
        Fetch().Ok();
        Assert.Equal(["mail 1"], Bodies());
    }

    private void Put(params uint[] uids)
    {
        foreach (uint uid in uids)
            _server.Mails.Add(uid, Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(People.Encrypted("alice", "bob", $"mail {uid}")).ReplaceLineEndings("\r\n")));
    }

    private RunResult Fetch(string more = "", string settings = "")
    {
        Configure(settings + _server.Account("maildir = \"Mail\"\n" + more));
        return People.Run("bob", null, "fetch");
    }
}
