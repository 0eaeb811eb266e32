using OtrMail.Cli.Tests;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>
/// Two recipients through a sendmail command. Whatever breaks off, a repeated call with the same Message-ID and the queue bring the
/// mail to both; what a recipient gets twice is the very same mail, which he reads as a duplicate.
/// </summary>
internal sealed class SendmailScenario() : Scenario("sendmail", "alice", "sendmail", "-t", "-i")
{
    private const string Body = "handed on";

    /// <summary>Also when the command could not be started: then it waits in the queue.</summary>
    public override IReadOnlyList<int> Trouble => [69, 74, 75];

    public override Household Prepare()
    {
        Household people = base.Prepare();
        Input = Household.Mail("alice", "bob", Body, "Date: Tue, 03 Feb 2026 09:15:00 +0100\nCc: carol@example.org\n");
        File.WriteAllText(Path.Combine(people["alice"], "config.toml"), new RecordingSendmail(people.Folder).Setting);
        return people;
    }

    public override void Check(Household people, RunResult broken)
    {
        people.Inside("alice", Input, Arguments).Ok();
        people.Inside("alice", null, "queue", "send").Ok();
        Assert.Equal("[]", people.Inside("alice", null, "queue", "list", "--json").Ok().Text.Trim());
        (string Recipient, byte[] Mail)[] taken =
            [.. Directory.GetFiles(people["handed-on"]).Where(file => !file.Contains("tmp.", StringComparison.Ordinal)).Order().Select(file => (Path.GetFileName(file)[5..], File.ReadAllBytes(file)))];
        foreach (string recipient in new[] { "bob", "carol" })
        {
            byte[][] mails = [.. taken.Where(one => one.Recipient == Household.AddressOf(recipient)).Select(one => one.Mail)];
            Assert.InRange(mails.Length, 1, 2);
            AssertNew(people.Read(recipient, mails[0]).Ok());
            foreach (byte[] again in mails.Skip(1))
                Assert.Contains("; duplicate", people.Read(recipient, again).Ok().StatusOf());
        }
    }
}
