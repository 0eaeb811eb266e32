using OtrMail.Cli.Tests;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>Bob has lost his session with Alice, and with it a mail of hers that he now asks for, or that she sends again.</summary>
/// <param name="name">For the test's name.</param>
/// <param name="person">Who runs the command.</param>
/// <param name="arguments">The command.</param>
internal abstract class LostMailScenario(string name, string person, params string[] arguments) : Scenario(name, person, arguments)
{
    protected const string Body = "precious";

    private byte[] _lost = [];

    public override Household Prepare()
    {
        var people = new Household();
        // time has to pass, and the program that is traced lives in the present
        people.Clock.Pass(-1);
        string[] names = ["alice", "bob"];
        foreach (string one in names)
        {
            people.Inside(one, null, "init", Household.AddressOf(one), "--no-passphrase").Ok();
            people.Inside(one, null, "key", "export", "-o", people[one + ".asc"]).Ok();
        }

        people.Inside("alice", null, "key", "import", people["bob.asc"]).Ok();
        people.Inside("bob", null, "key", "import", people["alice.asc"]).Ok();
        people.Acquaint("alice", "bob");
        _lost = people.Encrypted("alice", "bob", Body);
        people.Inside("bob", null, "key", "forget", "alice@example.org").Ok();
        people.Inside("bob", null, "key", "import", people["alice.asc"]).Ok();
        people.Clock.Pass(1);
        ReadInVain(people);
        return people;
    }

    /// <summary>Bob tries to read the mail, which notes that he is to ask for it.</summary>
    protected void ReadInVain(Household people) => people.Read("bob", _lost).Refused(76);

    /// <summary>Bob reads the mail that was sent again.</summary>
    protected static void AssertReadAtLast(Household people, byte[] again)
    {
        RunResult read = people.Read("bob", again).Ok();
        Assert.StartsWith("OTR-Mail-Status: authentic; ", read.StatusOf());
        Assert.Contains("; resent", read.StatusOf());
        Assert.EndsWith("\n" + Body + "\n", read.Text);
    }
}
