using OtrMail.Cli.Tests;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>One mail for two recipients into a directory: whatever files are there are whole mails; made again, all are there.</summary>
internal sealed class SeveralScenario() : Scenario("encrypt --output-dir", "alice", "encrypt", "mail.eml", "--output-dir", "out")
{
    public override Household Prepare()
    {
        Household people = base.Prepare();
        File.WriteAllText(people["mail.eml"], "From: alice@example.org\nTo: bob@example.org, carol@example.org\nSubject: both\n\nto both\n");
        return people;
    }

    public override void Check(Household people, RunResult broken)
    {
        string[] before = Directory.Exists(people["out"]) ? Directory.GetFiles(people["out"], "*.eml") : [];
        Assert.All(before, file => AssertRead(people, file));
        people.Inside("alice", null, Arguments.Select(argument => argument is "mail.eml" or "out" ? people[argument] : argument)).Ok();
        string[] after = Directory.GetFiles(people["out"], "*.eml");
        Assert.Equal(2, after.Length);
        Assert.All(after, file => AssertRead(people, file));
        Assert.Equal(3, Directory.GetFiles(people["out"]).Length);
    }

    private static void AssertRead(Household people, string file)
    {
        string reader = file.Contains("bob@", StringComparison.Ordinal) ? "bob" : "carol";
        RunResult read = people.Read(reader, File.ReadAllBytes(file)).Ok();
        AssertNew(read);
        Assert.EndsWith("\nto both\n", read.Text);
    }
}
