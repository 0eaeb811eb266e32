using System.Text;
using OtrMail.Cli.Tests;
using OtrMail.Faults.Tests.Tracing;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>
/// Two recipients through a server that lives on. The queue resumes and a repeated call makes the rest: both get the mail. Nobody gets it twice whose
/// server's yes was noted; what was not noted is one mail at most, comes again as the very same, and is read as a duplicate.
/// </summary>
/// <param name="name">For the test's name.</param>
/// <param name="arguments">The command.</param>
internal sealed class SmtpScenario(string name, params string[] arguments) : Scenario(name, "alice", arguments)
{
    private const string Body = "by a server";

    private static readonly string[] Recipients = [Household.AddressOf("bob"), Household.AddressOf("carol")];

    private readonly LivingServer _server = new();

    /// <summary>Their touches are many; and sending is one code for both.</summary>
    public override int Weight => Arguments[0] == "send" ? 6 : 2;

    public override IReadOnlyList<int> Trouble => [69, 74, 75];

    public override Household Prepare()
    {
        Household people = base.Prepare();
        Input = Household.Mail("alice", "bob", Body, "Date: Tue, 03 Feb 2026 09:15:00 +0100\nCc: carol@example.org\n");
        File.WriteAllText(Path.Combine(people["alice"], "config.toml"), "sent_maildir = \"Sent\"\n" + _server.Account());
        return people;
    }

    public override void Begin() => _server.Begin();

    public override void Rewind(TracedRun whole, int last) => _server.Rewind(whole, last);

    public override void Check(Household people, RunResult broken)
    {
        string[] taken = [.. _server.TakenOf(Recipients.Length).Select(one => one.Recipient)];
        Assert.Distinct(taken);
        string[] unnoted = [.. taken.Intersect(Waiting(people))];
        Assert.InRange(unnoted.Length, 0, broken.ExitCode == 0 ? 0 : 1);

        people.Inside("alice", null, "queue", "send").Ok();
        people.Inside("alice", Input, Arguments).Ok();
        Assert.Empty(Waiting(people));
        foreach (string recipient in Recipients)
        {
            byte[][] mails = [.. _server.Taken.Where(one => one.Recipient == recipient).Select(one => one.Mail)];
            Assert.Equal(unnoted.Contains(recipient) ? 2 : 1, mails.Length);
            string reader = recipient.Split('@')[0];
            RunResult read = people.Read(reader, mails[0]).Ok();
            AssertNew(read);
            Assert.Equal(Input, Household.WithoutStatus(read.Output));
            foreach (byte[] again in mails.Skip(1))
            {
                Assert.Equal(mails[0], again);
                Assert.Contains("; duplicate", people.Read(reader, again).Ok().StatusOf());
            }
        }

        AssertCopied(Path.Combine(people["alice"], "Sent"));
    }

    public override void Dispose()
    {
        _server.Dispose();
        base.Dispose();
    }

    /// <summary>One readable copy for Alice, not more.</summary>
    private void AssertCopied(string maildir)
    {
        string copy = Assert.Single(Directory.GetFiles(Path.Combine(maildir, "cur")));
        Assert.Equal(Encoding.UTF8.GetString(Input!), File.ReadAllText(copy));
        Assert.Empty(Directory.GetFiles(Path.Combine(maildir, "new")));
    }

    private static string[] Waiting(Household people) =>
        [.. people.Json("alice", "queue", "list").EnumerateArray().Select(mail => mail.GetProperty("recipient").GetString()!)];
}
