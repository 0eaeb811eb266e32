using System.Text;
using OtrMail.Cli.Tests;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>
/// Reads one mail. It can be read again until it came out, and what came out twice says of itself that it is a duplicate.
/// </summary>
/// <param name="name">For the test's name.</param>
/// <param name="file">The file of -o, or null for stdout.</param>
/// <param name="arguments">The command.</param>
internal sealed class ReadingScenario(string name, string? file, params string[] arguments) : Scenario(name, "bob", arguments)
{
    private const string Body = "to be read";

    private bool IsFilter => Arguments[0] == "filter";

    public override IReadOnlyList<int> Trouble => IsFilter ? [75, 74] : [74];

    public override Household Prepare()
    {
        Household people = base.Prepare();
        Input = people.Encrypted("alice", "bob", Body);
        return people;
    }

    public override void Check(Household people, RunResult broken)
    {
        byte[] original = Household.Mail("alice", "bob", Body);
        string first = file is null ? broken.Text : File.Exists(people[file]) ? File.ReadAllText(people[file]) : "";
        bool cameOut = first.EndsWith("\n" + Body + "\n", StringComparison.Ordinal);
        Assert.True(cameOut || file is null || first.Length == 0, "half a file");
        RunResult again = people.Inside("bob", Input, IsFilter ? ["filter", "in"] : ["decrypt"]).Ok();
        Assert.Equal(original, Household.WithoutStatus(again.Output));
        string status = again.StatusOf();
        if (cameOut)
        {
            Assert.Equal(original, Household.WithoutStatus(Encoding.UTF8.GetBytes(first)));
            Assert.Contains(IsFilter ? "; archived" : "; duplicate", status);
        }

        // the third time is a duplicate for certain
        Assert.Contains("; duplicate", people.Inside("bob", Input, "decrypt").Ok().StatusOf());
        if (IsFilter)
            Assert.Equal(1, people.Json("bob", "archive", "list").GetArrayLength());
        if (file is not null)
            people.Inside("bob", Input, Arguments).Ok();
    }
}
