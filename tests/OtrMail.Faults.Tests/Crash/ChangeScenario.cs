using OtrMail.Cli.Tests;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>A command of Alice's that changes the store in one step: after a run that was broken off the change is there or not, and a second call makes it.</summary>
/// <param name="name">For the test's name.</param>
/// <param name="isDone">Whether the change is there.</param>
/// <param name="arguments">The command; called once, in the state in which it begins.</param>
internal sealed class ChangeScenario(string name, Func<Household, bool> isDone, Func<Household, string[]> arguments) : Scenario(name, "alice")
{
    private string[] _arguments = [];

    public override IReadOnlyList<string> Arguments => _arguments;

    /// <summary>These are all alike.</summary>
    public override int Weight => 6;

    public override Household Prepare()
    {
        Household people = base.Prepare();
        _arguments = arguments(people);
        Assert.False(isDone(people));
        return people;
    }

    public override void Check(Household people, RunResult broken)
    {
        bool wasDone = isDone(people);
        Assert.True(wasDone || broken.ExitCode != 0);
        if (!wasDone)
            people.Inside("alice", null, Arguments).Ok();
        Assert.True(isDone(people));
        Assert.Equal(1, UsedRoots(people["alice"]));
        // a new session, where the command has ended the old one
        AssertNew(people.Read("bob", people.Encrypted("alice", "bob", "still here")).Ok());
    }
}
