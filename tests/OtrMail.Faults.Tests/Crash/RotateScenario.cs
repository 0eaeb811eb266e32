using System.Text.Json;
using OtrMail.Cli.Tests;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>New own keys: the old ones or the new ones, never half of them, and mail to either is read.</summary>
internal sealed class RotateScenario() : Scenario("key rotate", "alice", "key", "rotate")
{
    private string _old = "";
    private byte[] _underWay = [];

    /// <summary>It searches for large primes.</summary>
    public override int Weight => 2;

    public override Household Prepare()
    {
        Household people = base.Prepare();
        _old = SigningKey(people);
        // Carol's First is for the prekey that is replaced
        _underWay = people.Encrypted("carol", "alice", "under way");
        return people;
    }

    public override void Check(Household people, RunResult broken)
    {
        JsonElement status = people.Json("alice", "status");
        bool isNew = SigningKey(people) != _old;
        Assert.True(isNew || broken.ExitCode != 0);
        Assert.Equal(isNew ? 2 : 1, status.GetProperty("prekeys").GetArrayLength());
        long serial = status.GetProperty("own").GetProperty("serial").GetInt64();
        people.Inside("alice", null, Arguments).Ok();
        status = people.Json("alice", "status");
        Assert.True(status.GetProperty("own").GetProperty("serial").GetInt64() > serial);
        Assert.Equal(isNew ? 3 : 2, status.GetProperty("prekeys").GetArrayLength());
        AssertNew(people.Read("alice", _underWay).Ok());
        people.Inside("alice", null, "key", "export", "-o", people["alice.asc"]).Ok();
        Assert.Contains("alice@example.org", people.Inside("carol", null, "key", "import", people["alice.asc"], "--json").Ok().Text);
        AssertNew(people.Read("alice", people.Encrypted("carol", "alice", "to the new key")).Ok());
    }

    private static string SigningKey(Household people) =>
        people.Json("alice", "status").GetProperty("own").GetProperty("signingKey").GetProperty("fingerprint").GetString()!;
}
