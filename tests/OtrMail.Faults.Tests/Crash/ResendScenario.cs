using OtrMail.Cli.Tests;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>Sends again what was asked for. What did not come out is made once more, until it came out; what came out is not.</summary>
internal sealed class ResendScenario() : LostMailScenario("resend -o", "alice", "resend", "bob@example.org", "-o", "again.eml")
{
    public override Household Prepare()
    {
        Household people = base.Prepare();
        byte[] nak = people.Inside("bob", null, "nak", "alice@example.org").Ok().Output;
        Assert.Contains("asked-for", people.Read("alice", nak).Ok().StatusOf());
        return people;
    }

    public override void Check(Household people, RunResult broken)
    {
        bool cameOut = File.Exists(people["again.eml"]);
        byte[] first = cameOut ? File.ReadAllBytes(people["again.eml"]) : [];
        Assert.True(cameOut || broken.ExitCode != 0);
        if (!cameOut)
        {
            people.Inside("alice", null, Arguments).Ok();
            Assert.True(File.Exists(people["again.eml"]), "the mail is not made again");
            first = File.ReadAllBytes(people["again.eml"]);
        }

        AssertReadAtLast(people, first);
        if (broken.ExitCode == 0)
            Assert.Contains("has asked for nothing", people.Inside("alice", null, Arguments).Ok().Error);
    }
}
