using System.Text.Json;
using OtrMail.Cli.Tests;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>
/// Months after the keys were made, and days after the first run that saw what is due: keys are to be renewed, published and erased, and a mail is
/// to be acknowledged. Broken off anywhere, the next run does what is left, and nothing twice.
/// </summary>
internal sealed class TendScenario() : Scenario("tend", "bob", "tend", "--outbox", "outbox")
{
    private const int Days = 220;

    public override Household Prepare()
    {
        var people = new Household();
        people.Clock.Pass(-Days);
        string[] names = ["alice", "bob"];
        foreach (string person in names)
        {
            people.Inside(person, null, "init", Household.AddressOf(person), "--no-passphrase").Ok();
            people.Inside(person, null, "key", "export", "-o", people[person + ".asc"]).Ok();
        }

        people.Inside("alice", null, "key", "import", people["bob.asc"]).Ok();
        people.Inside("bob", null, "key", "import", people["alice.asc"]).Ok();
        people.Acquaint("alice", "bob");
        people.Clock.Pass(Days - 9);
        // this one waits for an acknowledgement
        people.Read("bob", people.Encrypted("alice", "bob", "please acknowledge")).Ok();
        people.Clock.Pass(9);
        return people;
    }

    public override void Check(Household people, RunResult broken)
    {
        string outbox = people["outbox"];
        int before = Directory.Exists(outbox) ? Directory.GetFiles(outbox, "ack-*.eml").Length : 0;
        Assert.InRange(before, 0, 1);
        people.Inside("bob", null, "tend", "--outbox", outbox).Ok();
        string[] acks = Directory.Exists(outbox) ? Directory.GetFiles(outbox) : [];
        // state is committed before output: an acknowledgement that did not come out is not made again, and does no harm
        Assert.True(acks.Length <= 1, "two acknowledgements");
        Assert.True(acks.Length == 1 || broken.ExitCode != 0);
        foreach (string ack in acks)
            AssertNew(people.Read("alice", File.ReadAllBytes(ack)).Ok());
        JsonElement status = people.Json("bob", "status");
        long now = people.Clock.Seconds;
        Assert.DoesNotContain(status.GetProperty("due").EnumerateArray(), due => due.GetProperty("at").GetInt64() <= now);
        Assert.Equal(1, status.GetProperty("publishedKeys").GetArrayLength());
        Assert.All(status.GetProperty("prekeys").EnumerateArray(), key => Assert.True(key.GetProperty("heldUntil").GetInt64() > now));
        people.Inside("alice", null, "status").Ok();
    }
}
