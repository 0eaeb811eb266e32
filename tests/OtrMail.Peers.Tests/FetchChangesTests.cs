using System.Diagnostics;
using System.Text;
using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests;

/// <summary>What a server tells by itself of a folder that was looked through before (QRESYNC, RFC 7162), true or not.</summary>
public sealed class FetchChangesTests : FetchingTests
{
    [PeerFact("dovecot")]
    public void What_is_new_is_told_when_the_folder_is_opened_and_not_searched_for()
    {
        Configure(Server.PlainAccount("maildir = \"Mail\"\nfolders = [\"INBOX\", \"Lists\"]"));
        Put("one", "two");
        Server.Put(People.Encrypted("alice", "bob", "list one"), "Lists");
        Assert.Contains("SEARCH", Said(() => Fetch().Ok()));
        Put("three");
        Server.Put(Household.Mail("carol", "bob", "plain"));
        Put("four");
        Server.Put(People.Encrypted("alice", "bob", "list two"), "Lists");
        string said = Said(() => Fetch().Ok());
        Assert.DoesNotContain("SEARCH", said);
        Assert.Equal(1, Count(said, "ENABLE QRESYNC"));
        Assert.Equal(2, Count(said, "(QRESYNC ("));
        Assert.Equal(["four", "list one", "list two", "one", "three", "two"], Bodies());
        // with nothing new, no folder is opened
        Assert.DoesNotContain("EXAMINE", Said(() => Fetch().Ok()));
    }

    [PeerFact("dovecot")]
    public void Mails_that_are_gone_meanwhile_are_neither_waited_for_nor_do_they_hide_others()
    {
        Server.Put(People.Encrypted("alice", "bob", "one that is large, and not by little\n" + string.Concat(Enumerable.Repeat("what is not base64\n", 400_000))));
        Put("one");
        string account = Server.PlainAccount("maildir = \"Mail\"");
        Configure("packet_limit = \"64 KiB\"\n" + account);
        Fetch().Refused(65, lines: 2);
        // the large one, of which the program keeps in mind that it is to be looked at again, and a new one go
        Put("two", "three", "four");
        Doveadm("mailbox", "status", "-u", Dovecot.User, "messages", "INBOX");
        Doveadm("expunge", "-u", Dovecot.User, "mailbox", "INBOX", "uid", "1,4");
        string said = Said(() => Fetch().Ok());
        Assert.Matches(@"\(QRESYNC \(\d+ \d+ 1,3:\d+\)\)", said);
        Assert.DoesNotContain("SEARCH", said);
        Assert.Equal(["four", "one", "two"], Bodies());
        // all that is new is gone again
        Put("five");
        Doveadm("mailbox", "status", "-u", Dovecot.User, "messages", "INBOX");
        Doveadm("expunge", "-u", Dovecot.User, "mailbox", "INBOX", "all");
        Fetch().Ok();
        Put("six");
        Fetch().Ok();
        Assert.Equal(["four", "one", "six", "two"], Bodies());
    }

    [PeerFact("dovecot")]
    public void Watching_asks_what_is_new_by_opening_the_folder_again()
    {
        Put("one");
        Configure(Server.PlainAccount("maildir = \"Mail\""));
        using Process watching = Process.Start(OtrMailProgram.Start(People.Folder, "fetch", "--watch", "--home", People["bob"]))!;
        try
        {
            WaitForBodies(1);
            string said = Said(() =>
            {
                Put("two");
                WaitForBodies(2);
                Doveadm("expunge", "-u", Dovecot.User, "mailbox", "INBOX", "uid", "1");
                Put("three");
                WaitForBodies(3);
            });
            Assert.Contains("(QRESYNC (", said);
            Assert.DoesNotContain("SEARCH", said);
            Assert.Equal(["one", "three", "two"], Bodies());
        }
        finally
        {
            watching.Kill();
        }
    }

    /// <summary>Each of them says that it can, and then does something else.</summary>
    [Theory]
    [InlineData("", "TAG BAD what\r\n")]
    [InlineData("", "TAG NO never\r\n")]
    [InlineData("", "\0\u0001\u00ff garbage\r\n")]
    [InlineData("", "* VANISHED (EARLIER) 99999999999999999999,,:\r\nTAG OK done\r\n")]
    [InlineData("* 2 FETCH (UID 2\r\n", "")]
    [InlineData("", "SELECTED")]
    [InlineData("* VANISHED (EARLIER) 1:4294967295\r\n", "SELECTED")]
    [InlineData("* 4 FETCH (UID 4 FLAGS ())\r\n", "SELECTED")]
    [InlineData("* 2 FETCH (UID 2 FLAGS ())\r\n* 4 FETCH (UID 4 FLAGS ())\r\n", "SELECTED")]
    [InlineData("* 2 FETCH (UID 2 FLAGS ())\r\n* 3 FETCH (UID 3 FLAGS ())\r\n", "SELECTED")]
    [InlineData("* 2 FETCH (FLAGS ())\r\n* 3 FETCH (FLAGS ())\r\n* 4 FETCH (FLAGS ())\r\n", "SELECTED")]
    [InlineData("* 4 FETCH (UID 4 FLAGS () MODSEQ (9))\r\n* 3 FETCH (UID 3 FLAGS () MODSEQ (9))\r\n* 1 FETCH (UID 1 FLAGS ())\r\n* 2 FETCH (UID 2 FLAGS () MODSEQ (9))\r\n", "SELECTED")]
    public void A_server_that_is_wrong_about_what_is_new_loses_and_repeats_nothing(string told, string answer)
    {
        using var server = new ScriptedImap { Capabilities = "IMAP4rev1 ENABLE CONDSTORE QRESYNC" };
        void Mail(uint uid) => server.Mails.Add(uid, Encoding.ASCII.GetBytes(
            Encoding.ASCII.GetString(People.Encrypted("alice", "bob", $"mail {uid}")).ReplaceLineEndings("\r\n")));
        string Selected() => $"* {server.Mails.Count} EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n* OK [UIDNEXT {server.Mails.Keys.Last() + 1}] ok\r\n* OK [HIGHESTMODSEQ {server.Mails.Count}] ok\r\n";
        server.Answer = command => command.StartsWith("ENABLE", StringComparison.Ordinal) ? "* ENABLED QRESYNC\r\nTAG OK done\r\n"
            : command.StartsWith("STATUS", StringComparison.Ordinal) ? $"* STATUS INBOX (UIDVALIDITY 1 UIDNEXT {server.Mails.Keys.Last() + 1} HIGHESTMODSEQ {server.Mails.Count})\r\nTAG OK done\r\n"
            : !command.StartsWith("EXAMINE", StringComparison.Ordinal) ? null
            : command.Contains("QRESYNC", StringComparison.Ordinal) && answer != "SELECTED" ? told + answer
            : Selected() + (command.Contains("QRESYNC", StringComparison.Ordinal) ? told : "") + "TAG OK [READ-ONLY] done\r\n";
        Configure(server.Account("maildir = \"Mail\""));
        Mail(1);
        Fetch().Ok();
        Mail(2);
        Mail(3);
        Mail(4);
        Fetch().Ok();
        Assert.True(server.Commands.Any(command => command.Contains("(QRESYNC (1 1 2:1048577))", StringComparison.Ordinal)), string.Join((char)10, server.Commands));
        Assert.Equal(["mail 1", "mail 2", "mail 3", "mail 4"], Bodies());
        int commands = server.Commands.Length;
        Fetch().Ok();
        Assert.DoesNotContain(server.Commands[commands..], command => command.StartsWith("EXAMINE", StringComparison.Ordinal));
    }

    /// <summary>What clients said to the server meanwhile.</summary>
    private string Said(Action act)
    {
        int before = Server.Dialogue.Length;
        act();
        return Server.Dialogue[before..];
    }

    private void Doveadm(params string[] arguments)
    {
        var start = new ProcessStartInfo("doveadm", ["-c", Server.Configuration, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string told = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, told);
    }

    private void Put(params string[] bodies)
    {
        foreach (string body in bodies)
            Server.Put(People.Encrypted("alice", "bob", body));
    }

    private static int Count(string text, string word) => text.Split(word).Length - 1;
}
