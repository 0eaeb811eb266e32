using OtrMail.Cli.Tests;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>
/// Makes one encrypted mail. Whatever came out is a whole mail that its recipient reads once; made again, it is another mail, under
/// other keys and with a later stamp.
/// </summary>
/// <param name="name">For the test's name.</param>
/// <param name="file">The file of -o, or null for stdout.</param>
/// <param name="arguments">The command.</param>
internal sealed class SendingScenario(string name, string? file, params string[] arguments) : Scenario(name, "alice", arguments)
{
    private const string Body = "to be sent";

    public override IReadOnlyList<int> Trouble => Arguments[0] == "filter" ? [74, 75] : [74];

    public override Household Prepare()
    {
        Household people = base.Prepare();
        Input = Household.Mail("alice", "bob", Body);
        return people;
    }

    public override void Check(Household people, RunResult broken)
    {
        byte[]? first = Result(people, broken);
        RunResult again = people.Inside("alice", Input, Arguments).Ok();
        byte[] second = Result(people, again)!;
        long stamp = 0;
        string? header = null;
        if (first is not null)
        {
            RunResult read = people.Read("bob", first).Ok();
            AssertNew(read);
            Assert.Equal(Input, Household.WithoutStatus(read.Output));
            stamp = StampOf(read);
            header = people.Inspect(first).GetProperty("headerHash").GetString();
        }

        RunResult reread = people.Read("bob", second).Ok();
        AssertNew(reread);
        Assert.Equal(Input, Household.WithoutStatus(reread.Output));
        Assert.True(StampOf(reread) > stamp);
        Assert.NotEqual(header, people.Inspect(second).GetProperty("headerHash").GetString());
    }

    /// <summary>A file is there whole or not at all; stdout may have been cut, and then the exit code says so.</summary>
    private byte[]? Result(Household people, RunResult run)
    {
        if (file is not null)
            return File.Exists(people[file]) ? File.ReadAllBytes(people[file]) : null;
        return run.Output.AsSpan().EndsWith("--\n"u8) || run.Output.AsSpan().EndsWith("--\r\n"u8) ? run.Output : null;
    }
}
