using OtrMail.Cli.Tests;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>Asks for what could not be read. What did not come out is asked for again by whoever tries to read the mail again.</summary>
internal sealed class NakScenario() : LostMailScenario("nak -o", "bob", "nak", "alice@example.org", "-o", "nak.eml")
{
    public override void Check(Household people, RunResult broken)
    {
        if (!File.Exists(people["nak.eml"]))
        {
            Assert.NotEqual(0, broken.ExitCode);
            ReadInVain(people);
            people.Inside("bob", null, Arguments).Ok();
        }

        Assert.Contains("asked-for", people.Read("alice", File.ReadAllBytes(people["nak.eml"])).Ok().StatusOf());
        AssertReadAtLast(people, people.Inside("alice", null, "resend", "bob@example.org").Ok().Output);
    }
}
