using System.Text;
using System.Text.Json;

namespace OtrMail.Cli.Tests;

/// <summary>What cannot be handed on waits, sealed; nothing is lost, and nothing made twice.</summary>
public sealed class QueueTests : IDisposable
{
    private readonly Household _people = Household.New();
    private readonly RecordingSendmail _next;

    public QueueTests()
    {
        _next = new RecordingSendmail(_people.Folder);
        File.WriteAllText(Path.Combine(_people["alice"], "config.toml"), _next.Setting);
    }

    public void Dispose() => _people.Dispose();

    [Fact]
    public void What_cannot_be_handed_on_waits_and_the_next_command_tries_it_again()
    {
        _next.Code = 75;
        byte[] mail = SendmailTests.Mail("To: bob@example.org\n", "patience");
        RunResult waits = _people.Inside("alice", mail, "sendmail", "-t").Ok();
        Assert.Contains("bob@example.org: waits in the queue: not now", waits.Error);
        JsonElement one = Assert.Single(Queue());
        Assert.Equal("bob@example.org", one.GetProperty("recipient").GetString());
        Assert.Equal("alice@example.org", one.GetProperty("sender").GetString());
        Assert.False(one.GetProperty("refused").GetBoolean());
        Assert.Contains("exit code 75", one.GetProperty("reason").GetString());
        Assert.Contains("bob@example.org", _people.Inside("alice", null, "sendmail", "-bp").Ok().Text);
        _people.Inside("alice", null, "queue", "send").Refused(75);

        _next.Code = 0;
        _people.Inside("alice", SendmailTests.Mail("To: carol@example.org\n", "another"), "sendmail", "-t").Ok();
        Assert.Equal(["bob@example.org", "carol@example.org"], _next.Taken.Select(taken => taken.Recipient));
        Assert.Empty(Queue());
        Assert.Equal(mail, Household.WithoutStatus(_people.Read("bob", _next.Taken[0].Mail).Ok().Output));
        _people.Inside("alice", null, "queue", "send").Ok();
        _people.Inside("alice", null, "sendmail", "-q").Ok();
        Assert.Equal(2, _next.Taken.Count);
    }

    [Fact]
    public void A_repeated_call_sends_only_the_rest_and_makes_nothing_twice()
    {
        _next.Answer("carol@example.org", 75);
        byte[] mail = SendmailTests.Mail("To: bob@example.org\nCc: carol@example.org\n", "once");
        _people.Inside("alice", mail, "sendmail", "-t").Ok();
        string state = _people.StateOf("alice");
        JsonElement waiting = Assert.Single(Queue());
        _people.Inside("alice", mail, "sendmail", "-t").Ok();
        _people.Inside("alice", mail, "sendmail", "-i", "bob@example.org").Ok();
        Assert.Equal(state, _people.StateOf("alice"));
        Assert.Equal(waiting.GetProperty("id").GetString(), Assert.Single(Queue()).GetProperty("id").GetString());
        Assert.Single(_next.Taken);

        _next.Answer("carol@example.org", 0);
        RunResult rest = _people.Inside("alice", mail, "sendmail", "-t").Ok();
        Assert.Contains("bob@example.org got it before", rest.Error);
        Assert.Equal(["bob@example.org", "carol@example.org"], _next.Taken.Select(taken => taken.Recipient));
        Assert.Equal(state, _people.StateOf("alice"));
        Assert.Equal(mail, Household.WithoutStatus(_people.Read("carol", _next.Taken[1].Mail).Ok().Output));

        // one more recipient gets it, and nobody else
        _people.Inside("alice", mail, "sendmail", "-t", "alice@example.org").Ok();
        Assert.Equal("alice@example.org", _next.Taken[2].Recipient);
        Assert.Equal(3, _next.Taken.Count);
        _people.Clock.Pass(31);
        _people.Inside("alice", mail, "sendmail", "-i", "bob@example.org").Ok();
        Assert.Equal(4, _next.Taken.Count);
    }

    [Fact]
    public void A_refusal_is_told_with_who_got_it_and_who_did_not_and_stays_until_it_is_given_up()
    {
        _next.Answer("carol@example.org", 67);
        byte[] mail = SendmailTests.Mail("To: bob@example.org, carol@example.org\n", "half");
        RunResult refused = _people.Inside("alice", mail, "sendmail", "-t").Refused(69, lines: 2);
        Assert.Contains("bob@example.org: handed on", refused.Error);
        Assert.Contains("carol@example.org: refused", refused.Error);
        JsonElement one = Assert.Single(Queue());
        Assert.True(one.GetProperty("refused").GetBoolean());

        // it is not tried by itself
        _people.Inside("alice", SendmailTests.Mail("To: bob@example.org\n", "unrelated"), "sendmail", "-t").Ok();
        Assert.Contains("refused", _people.Inside("alice", null, "queue", "list").Ok().Text);
        _people.Inside("alice", null, "queue", "send").Refused(69);
        string id = one.GetProperty("id").GetString()!;
        Assert.Contains("carol@example.org", _people.Inside("alice", null, "queue", "drop", id).Ok().Error);
        Assert.Empty(Queue());
        _people.Inside("alice", null, "queue", "drop", id).Refused(64);
        Assert.Equal(2, _next.Taken.Count);
    }

    [Fact]
    public void A_refused_mail_is_tried_again_when_the_same_is_sent_again()
    {
        _next.Answer("carol@example.org", 67);
        byte[] mail = SendmailTests.Mail("To: carol@example.org\n", "again");
        _people.Inside("alice", mail, "sendmail", "-t").Refused(69);
        string state = _people.StateOf("alice");
        _next.Answer("carol@example.org", 0);
        _people.Inside("alice", mail, "sendmail", "-t").Ok();
        Assert.Equal(mail, Household.WithoutStatus(_people.Read("carol", Assert.Single(_next.Taken).Mail).Ok().Output));
        Assert.Equal(state, _people.StateOf("alice"));
    }

    [Fact]
    public void What_waits_is_sealed_and_what_was_handed_on_is_gone_from_older_copies_of_the_store()
    {
        _next.Code = 75;
        _people.Inside("alice", SendmailTests.Mail("To: dave@example.org\n", "plain text that waits"), "sendmail", "-t", "--plain", "dave@example.org").Ok();
        Assert.False(Raw.Holds(_people, "alice", "plain text that waits"u8));
        Assert.False(Raw.Holds(_people, "alice", "dave@example.org"u8));
        TemporaryFolder.Copy(_people["alice"], _people["seized"]);
        _next.Code = 0;
        _people.Inside("alice", null, "queue", "send").Ok();
        Assert.EndsWith("plain text that waits\n", Encoding.UTF8.GetString(_next.Taken[0].Mail));

        // the older database with the root of today, which is what a thief of both has
        File.Copy(Path.Combine(_people["alice"], "root"), Path.Combine(_people["seized"], "root"), overwrite: true);
        RunResult list = _people.Inside("seized", null, "queue", "list");
        Assert.DoesNotContain("dave", list.Text);
    }

    [Fact]
    public void A_kill_between_commit_and_hand_over_loses_nothing()
    {
        // the command dies with its caller's process group: what it was given is committed already
        string killer = _people["killer.sh"];
        File.WriteAllText(killer, "#!/bin/sh\nkill -9 $PPID\n");
        File.SetUnixFileMode(killer, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(_people["alice"], "config.toml"), $"[sendmail]\ncommand = \"exec {killer}\"\n");
        byte[] mail = SendmailTests.Mail("To: bob@example.org, carol@example.org\n", "survives");
        Assert.NotEqual(0, _people.Run("alice", mail, "sendmail", "-t").ExitCode);
        Assert.Equal(2, Queue().Length);

        File.WriteAllText(Path.Combine(_people["alice"], "config.toml"), _next.Setting);
        string state = _people.StateOf("alice");
        _people.Run("alice", mail, "sendmail", "-t").Ok();
        Assert.Equal(state, _people.StateOf("alice"));
        Assert.Equal(["bob@example.org", "carol@example.org"], _next.Taken.Select(taken => taken.Recipient).Order());
        foreach ((string recipient, byte[] taken) in _next.Taken)
            Assert.Equal(mail, Household.WithoutStatus(_people.Read(recipient.Split('@')[0], taken).Ok().Output));
    }

    [Fact]
    public async Task Calls_at_the_same_time_hand_every_mail_on_once()
    {
        byte[][] mails = [.. Enumerable.Range(0, 2).Select(i => SendmailTests.Mail("To: bob@example.org\n", $"number {i}"))];
        RunResult[] results = await Task.WhenAll(mails.Concat(mails).Select(mail => Task.Run(() => _people.Run("alice", mail, "sendmail", "-t"))));
        Assert.All(results, result => result.Ok());
        Assert.Equal(2, _next.Taken.Count);
        Assert.Empty(Queue());
    }

    private JsonElement[] Queue()
    {
        using JsonDocument document = JsonDocument.Parse(_people.Inside("alice", null, "queue", "list", "--json").Ok().Output);
        return [.. document.RootElement.Clone().EnumerateArray()];
    }
}
