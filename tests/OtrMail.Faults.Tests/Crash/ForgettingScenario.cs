using OtrMail.Cli.Tests;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>What was forgotten does not come back: neither by a restart nor with an old copy of the database.</summary>
/// <param name="name">For the test's name.</param>
/// <param name="arguments">The command.</param>
internal sealed class ForgettingScenario(string name, params string[] arguments) : Scenario(name, "bob", arguments)
{
    private byte[] _mail = [];
    private byte[] _database = [];
    private byte[] _root = [];

    private bool IsArchive => Arguments[0] == "archive";

    public override Household Prepare()
    {
        Household people = base.Prepare();
        _mail = people.Encrypted("alice", "bob", "to be forgotten");
        people.Inside("bob", _mail, "filter", "in").Ok();
        Assert.Equal(1, Kept(people));
        _database = File.ReadAllBytes(Path.Combine(people["bob"], "otrmail.db"));
        _root = [.. File.ReadAllBytes(Path.Combine(people["bob"], "root")).Chunk(4096).Single(slot => slot.AsSpan().ContainsAnyExcept((byte)0)).Take(64)];
        return people;
    }

    public override void Check(Household people, RunResult broken)
    {
        bool isGone = Kept(people) == 0;
        Assert.True(isGone || broken.ExitCode != 0);
        if (!isGone)
            people.Inside("bob", null, Arguments).Ok();
        Assert.Equal(0, Kept(people));
        Assert.Equal(1, UsedRoots(people["bob"]));
        // the key on which everything old hangs is overwritten
        Assert.True(File.ReadAllBytes(Path.Combine(people["bob"], "root")).AsSpan().IndexOf(_root) < 0);
        // slow: once in the short form, where the lines above stand for it
        if (Surroundings.IsLong || broken.ExitCode == 0)
            AssertOldCopyIsShut(people);
        if (!IsArchive)
            people.Inside("bob", null, "key", "import", people["alice.asc"]).Ok();
    }

    private void AssertOldCopyIsShut(Household people)
    {
        TemporaryFolder.Copy(people["bob"], people["thief"]);
        File.WriteAllBytes(Path.Combine(people["thief"], "otrmail.db"), _database);
        RunResult archive = people.Inside("thief", null, "archive", "list", "--json");
        Assert.True(archive.ExitCode == 74 || archive.Text.Trim() == "[]", archive.Text);
        Assert.NotEqual(0, people.Read("thief", _mail).ExitCode);
        Directory.Delete(people["thief"], recursive: true);
    }

    private int Kept(Household people) => IsArchive
        ? people.Json("bob", "archive", "list").GetArrayLength()
        : people.Json("bob", "status").GetProperty("contacts").EnumerateArray().Count(contact => contact.GetProperty("addresses").EnumerateArray().Any(address => address.GetString() == "alice@example.org"));
}
