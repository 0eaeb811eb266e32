using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests;

/// <summary>A folder that is opened again says at once what came and went (QRESYNC), where the server can, and whatever it says no mail is lost.</summary>
public sealed class FetchResyncTests : FetchingTests
{
    [PeerFact("dovecot")]
    public void A_folder_that_is_opened_again_needs_no_search_whatever_was_deleted_meanwhile()
    {
        using var server = new Dovecot();
        Configure(server.PlainAccount("maildir = \"Mail\""));
        for (int i = 0; i < 5; i++)
            server.Put(People.Encrypted("alice", "bob", $"old {i}"));
        Fetch().Ok();
        Assert.Equal((0, 0, 1), Asked(server));

        Delete(server, 2);
        server.Put(People.Encrypted("alice", "bob", "new 0"));
        server.Put("From: x@example.com\n\nplain\n"u8.ToArray());
        server.Put(People.Encrypted("alice", "bob", "new 1"));
        Assert.Contains("3 new mails, 2 of them OTR-Mail, 2 delivered", Fetch().Ok().Error);
        Assert.Equal((1, 1, 1), Asked(server));

        // only deleted, nothing new
        Delete(server, 3);
        Fetch().Ok();
        server.Put(People.Encrypted("alice", "bob", "new 2"));
        Fetch().Ok();
        Assert.Equal(1, Asked(server).Searches);
        Assert.Equal(["new 0", "new 1", "new 2", "old 0", "old 1", "old 2", "old 3", "old 4"], Bodies());
    }

    [PeerFact("dovecot")]
    public void A_mail_to_be_looked_at_again_is_and_one_that_was_deleted_is_forgotten()
    {
        using var server = new Dovecot();
        Configure(server.PlainAccount("maildir = \"Mail\""));
        server.Put(People.Encrypted("alice", "bob", "first"));
        Inside().Ok();
        People.Clock.Pass(4);
        byte[][] early = [People.Encrypted("alice", "bob", "early"), People.Encrypted("alice", "bob", "early and deleted")];
        People.Clock.Pass(-4);
        server.Put(early[0]);
        server.Put(early[1]);
        Inside().Refused(75, lines: 3);
        File.Delete(Directory.GetFiles(server.Maildir(), "*", SearchOption.AllDirectories).Single(file => File.ReadAllBytes(file).AsSpan().SequenceEqual(early[1])));
        Inside().Refused(75, lines: 2);
        server.Put(People.Encrypted("carol", "bob", "late"));
        Assert.Contains("2 new mails, 2 of them OTR-Mail, 1 delivered", Inside().Refused(75, lines: 2).Error);
        People.Clock.Pass(3);
        Inside().Ok();
        Assert.Equal(1, Asked(server).Searches);
        Assert.Equal(["early", "first", "late"], Bodies());
        Assert.Contains("0 new mails", Inside().Ok().Error);
    }

    [PeerFact("dovecot")]
    public void Renumbered_mail_is_searched_for()
    {
        using var server = new Dovecot();
        Configure(server.PlainAccount("maildir = \"Mail\""));
        server.Put(People.Encrypted("alice", "bob", "only once"));
        Fetch().Ok();
        server.Kill();
        foreach (string file in Directory.GetFiles(server.Maildir(), "dovecot*"))
            File.Delete(file);
        Thread.Sleep(1100);
        server.Start();
        server.Put(People.Encrypted("alice", "bob", "a new one"));
        Fetch().Ok();
        Assert.Equal((1, 1, 2), Asked(server));
        Assert.Equal(["a new one", "only once"], Bodies());
    }

    [Theory]
    [InlineData("tells it all", "* VANISHED (EARLIER) 3,5\r\n* 2 FETCH (UID 4 FLAGS () MODSEQ (20))\r\n", true)]
    [InlineData("tells twice", "* 2 FETCH (UID 4 FLAGS () MODSEQ (20))\r\n* VANISHED (EARLIER) 2:3\r\n* 2 FETCH (UID 4 FLAGS (\\Seen) MODSEQ (20))\r\n* VANISHED (EARLIER) 5\r\n", true)]
    [InlineData("says nothing", "", false)]
    [InlineData("tells of old mail only", "* 1 FETCH (UID 1 FLAGS () MODSEQ (20))\r\n* VANISHED (EARLIER) 3,5\r\n", false)]
    [InlineData("tells of mail that cannot be", "* VANISHED (EARLIER) 3,5\r\n* 2 FETCH (UID 4 FLAGS () MODSEQ (20))\r\n* 3 FETCH (UID 4294967295 FLAGS () MODSEQ (20))\r\n", false)]
    [InlineData("forgets a UID", "* VANISHED (EARLIER) 5\r\n* 2 FETCH (UID 4 FLAGS () MODSEQ (20))\r\n", false)]
    [InlineData("says that all vanished, and a mail came", "* VANISHED (EARLIER) 1:3,5:4294967295\r\n* 2 FETCH (UID 4 FLAGS () MODSEQ (20))\r\n", true)]
    public void A_server_that_does_not_account_for_every_mail_is_searched(string _, string told, bool isEnough)
    {
        using ScriptedImap server = Offering(command => command.Contains("QRESYNC (", StringComparison.Ordinal) ? told : null);
        Assert.Equal(isEnough ? 1 : 2, server.Commands.Count(command => command.StartsWith("UID SEARCH", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ENABLE", "TAG BAD what\r\n")]
    [InlineData("ENABLE", "TAG NO never\r\n")]
    [InlineData("ENABLE", "TAG OK but nothing is enabled\r\n")]
    [InlineData("ENABLE", "")]
    [InlineData("QRESYNC (", "TAG BAD what\r\n")]
    [InlineData("QRESYNC (", "TAG NO never\r\n")]
    [InlineData("QRESYNC (", "* VANISHED (EARLIER) what\r\nTAG OK done\r\n")]
    [InlineData("QRESYNC (", "* VANISHED (EARLIER\r\n")]
    [InlineData("QRESYNC (", "")]
    public void A_server_that_offers_what_it_cannot_do_is_asked_in_the_plain_way(string command, string answer)
    {
        using ScriptedImap server = Offering(asked => null, asked => asked.Contains(command, StringComparison.Ordinal) ? answer : null);
        Assert.Equal(2, server.Commands.Count(asked => asked.StartsWith("UID SEARCH", StringComparison.Ordinal)));
    }

    /// <summary>Fetches two mails, one after the other; a third and a fourth come and go in between.</summary>
    /// <param name="told">What the server tells of changes.</param>
    /// <param name="odd">Its other answers.</param>
    private ScriptedImap Offering(Func<string, string?> told, Func<string, string?>? odd = null)
    {
        var server = new ScriptedImap { Capabilities = "IMAP4rev1 ENABLE CONDSTORE QRESYNC" };
        uint next = 3;
        server.Answer = command => odd?.Invoke(command) ?? (command.Split(' ')[0] switch
        {
            "ENABLE" => "* ENABLED QRESYNC CONDSTORE\r\nTAG OK done\r\n",
            "STATUS" => $"* STATUS INBOX (UIDVALIDITY 1 UIDNEXT {next} HIGHESTMODSEQ {next * 10})\r\nTAG OK done\r\n",
            "EXAMINE" => $"* {server.Mails.Count} EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n* OK [UIDNEXT {next}] ok\r\n* OK [HIGHESTMODSEQ {next * 10}] ok\r\n{told(command)}TAG OK [READ-ONLY] done\r\n",
            _ => null,
        });
        Configure(server.Account("maildir = \"Mail\""));
        server.Mails[1] = People.Encrypted("alice", "bob", "one");
        server.Mails[2] = People.Encrypted("alice", "bob", "two");
        Fetch().Ok();
        next = 6;
        server.Mails.Remove(2);
        server.Mails[4] = People.Encrypted("alice", "bob", "four");
        Fetch().Ok();
        Assert.Equal(["four", "one", "two"], Bodies());
        return server;
    }

    /// <summary>How often changes were asked for, with QRESYNC, and by a search.</summary>
    private static (int Enabled, int Resyncs, int Searches) Asked(Dovecot server)
    {
        string[] lines = server.Dialogue.Split('\n');
        int Count(string what) => lines.Count(line => line.Contains(what, StringComparison.Ordinal));
        return (Count("ENABLE QRESYNC"), Count("(QRESYNC ("), Count("UID SEARCH"));
    }

    /// <summary>Deletes the mail that came first but so many.</summary>
    private static void Delete(Dovecot server, int index) => File.Delete(new[] { "new", "cur" }
        .SelectMany(part => Directory.GetFiles(Path.Combine(server.Maildir(), part))).OrderBy(Path.GetFileName, StringComparer.Ordinal).ElementAt(index));
}
