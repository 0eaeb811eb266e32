using OtrMail.Cli.Tests;
using OtrMail.Faults.Tests.Tracing;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>
/// Asking and sending again through a server that lives on: the queue and a second call bring exactly one mail, and the very same one again
/// where the server's yes was not noted.
/// </summary>
/// <param name="name">For the test's name.</param>
/// <param name="person">Who runs it.</param>
/// <param name="arguments">The command.</param>
internal sealed class NoticeScenario(string name, string person, params string[] arguments) : LostMailScenario(name, person, arguments)
{
    private readonly LivingServer _server = new();

    /// <summary>Their touches are many, and most are those of sending.</summary>
    public override int Weight => 6;

    public override IReadOnlyList<int> Trouble => [69, 74, 75];

    private bool IsNak => Arguments[0] == "nak";

    public override Household Prepare()
    {
        Household people = base.Prepare();
        if (!IsNak)
            people.Read("alice", people.Inside("bob", null, "nak", "alice@example.org").Ok().Output).Ok();
        File.WriteAllText(Path.Combine(people[Person], "config.toml"), _server.Account());
        return people;
    }

    public override void Begin() => _server.Begin();

    public override void Rewind(TracedRun whole, int last) => _server.Rewind(whole, last);

    public override void Check(Household people, RunResult broken)
    {
        int taken = _server.TakenOf(1).Count;
        int waiting = people.Json(Person, "queue", "list").GetArrayLength();
        Assert.InRange(taken, 0, 1);
        Assert.InRange(waiting, 0, 1);
        bool isUnnoted = taken == 1 && waiting == 1;
        Assert.False(isUnnoted && broken.ExitCode == 0);

        people.Inside(Person, null, "queue", "send").Ok();
        Assert.Equal(taken + waiting, _server.Taken.Count);
        RunResult again = people.Inside(Person, null, Arguments).Ok();
        Assert.Equal(taken + waiting > 0, again.Error.Contains("nothing", StringComparison.Ordinal));
        byte[][] mails = [.. _server.Taken.Select(one => one.Mail)];
        Assert.Equal(isUnnoted ? 2 : 1, mails.Length);
        Assert.All(mails, mail => Assert.Equal(mails[0], mail));
        if (IsNak)
        {
            Assert.Contains("asked-for", people.Read("alice", mails[0]).Ok().StatusOf());
            AssertReadAtLast(people, people.Inside("alice", null, "resend", "bob@example.org").Ok().Output);
        }
        else
        {
            AssertReadAtLast(people, mails[0]);
        }

        foreach (byte[] mail in mails.Skip(1))
            Assert.Contains("; duplicate", people.Read(IsNak ? "alice" : "bob", mail).Ok().StatusOf());
    }

    public override void Dispose()
    {
        _server.Dispose();
        base.Dispose();
    }
}
