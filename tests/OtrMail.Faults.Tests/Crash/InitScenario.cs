using System.Text.RegularExpressions;
using OtrMail.Cli.Tests;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>
/// A new identity, in a directory whose parents are new too: there is a whole one or none, a second call makes what is missing, and one that was
/// announced stays.
/// </summary>
/// <param name="name">For the test's name.</param>
/// <param name="isImported">Taken over from another machine.</param>
internal sealed partial class InitScenario(string name, bool isImported) : Scenario(name, "new/place/dave", ArgumentsOf(isImported))
{
    private const UnixFileMode Others = (UnixFileMode)0b000_111_111;

    private static readonly string Address = Household.AddressOf("dave");

    private string _fingerprint = "";

    /// <summary>It searches for large primes.</summary>
    public override int Weight => 6;

    public override Household Prepare()
    {
        Household people = base.Prepare();
        people.Inside("dave", null, "init", Address, "--no-passphrase").Ok();
        people.Inside("dave", null, "key", "import", people["alice.asc"]).Ok();
        people.Inside("dave", null, "key", "export", "--private", "--no-passphrase", "-o", people["dave.private"]).Ok();
        _fingerprint = people.Json("dave", "status").GetProperty("own").GetProperty("fingerprint").GetString()!;
        Directory.Delete(people["dave"], recursive: true);
        return people;
    }

    public override void Check(Household people, RunResult broken)
    {
        RunResult again = people.Inside(Person, null, Arguments);
        bool wasThere = again.ExitCode == 64;
        if (!wasThere)
            again.Ok();
        Assert.True(wasThere || broken.ExitCode != 0);
        string fingerprint = people.Json(Person, "status").GetProperty("own").GetProperty("fingerprint").GetString()!;
        if (Announced().Match(broken.Error) is { Success: true } announced)
            Assert.Equal(announced.Groups[1].Value.Replace(" ", "", StringComparison.Ordinal), fingerprint, ignoreCase: true);
        if (isImported)
            Assert.Equal(_fingerprint, fingerprint);
        Assert.Equal("name = \"Dave\"\n", File.ReadAllText(Path.Combine(people[Person], "config.toml")));
        foreach (string path in Directory.EnumerateFileSystemEntries(people["new"], "*", SearchOption.AllDirectories).Append(people["new"]))
            Assert.Equal((UnixFileMode)0, File.GetUnixFileMode(path) & Others);
        AssertWrites(people);
    }

    private static string[] ArgumentsOf(bool isImported) =>
        ["init", .. isImported ? new[] { "--import", "dave.private" } : [Address], "--name", "Dave", "--no-passphrase"];

    private void AssertWrites(Household people)
    {
        people.Inside(Person, null, "key", "export", "-o", people["dave.asc"]).Ok();
        people.Inside(Person, null, "key", "import", people["alice.asc"]).Ok();
        people.Inside("alice", null, "key", "import", people["dave.asc"]).Ok();
        AssertNew(people.Read("alice", people.Inside(Person, Household.Mail("dave", "alice", "from the new one"), "encrypt").Ok().Output).Ok());
        AssertNew(people.Read(Person, people.Encrypted("alice", "dave", "to the new one")).Ok());
    }

    [GeneratedRegex("fingerprint ([0-9a-fA-F ]{64,})")]
    private static partial Regex Announced();
}
