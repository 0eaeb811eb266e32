using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>Fetching into a Maildir: every mail is there, each once, and nothing waits beside it.</summary>
internal sealed class FetchScenario() : Scenario("fetch", "bob", "fetch")
{
    private const int Mails = 4;

    private readonly Dovecot _server = new();

    public override IReadOnlyList<int> Trouble => [69, 74, 75];

    public override Household Prepare()
    {
        Household people = base.Prepare();
        for (int i = 0; i < Mails; i++)
        {
            _server.Put(people.Encrypted("alice", "bob", $"mail {i}"));
            _server.Put(Household.Mail("carol", "bob", $"plain {i}"));
        }

        File.WriteAllText(Path.Combine(people["bob"], "config.toml"), _server.PlainAccount("maildir = \"Mail\""));
        return people;
    }

    public override void Check(Household people, RunResult broken)
    {
        people.Inside("bob", null, Arguments).Ok();
        string maildir = Path.Combine(people["bob"], "Mail");
        string[] bodies = [.. new[] { "new", "cur" }.SelectMany(part => Directory.GetFiles(Path.Combine(maildir, part))).Select(file => File.ReadAllText(file).TrimEnd('\n').Split('\n')[^1]).Order(StringComparer.Ordinal)];
        Assert.Equal(Enumerable.Range(0, Mails).Select(i => $"mail {i}"), bodies);
        Assert.Empty(Directory.GetFiles(Path.Combine(maildir, "tmp")));
    }

    public override void Dispose()
    {
        _server.Dispose();
        base.Dispose();
    }
}
