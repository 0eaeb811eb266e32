using OtrMail.Cli.Tests;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>A passphrase for a store that had none: it is needed or not, never half; and once it is, no file tells the key that lay open.</summary>
internal sealed class PassphraseScenario() : Scenario("passphrase", "alice", "passphrase", "--new-command", "cat new-passphrase")
{
    private const int KeyOffset = 42; // of a plain vault, whose format VaultFile describes
    private const int KeySize = 32;
    private const int Protection = 9;

    private byte[] _open = [];

    /// <summary>A guess at the passphrase costs a second, and so does the right one.</summary>
    public override int Weight => 2;

    public override Household Prepare()
    {
        Household people = base.Prepare();
        File.WriteAllText(people["new-passphrase"], "correct horse\n");
        File.WriteAllText(Path.Combine(people["alice"], "config.toml"), "passphrase_command = \"cat new-passphrase\"\n");
        _open = File.ReadAllBytes(Vault(people)).AsSpan(KeyOffset, KeySize).ToArray();
        return people;
    }

    public override void Check(Household people, RunResult broken)
    {
        bool isSealed = File.ReadAllBytes(Vault(people))[Protection] == 1;
        Assert.True(isSealed || broken.ExitCode != 0);
        Assert.True(isSealed || !broken.Error.Contains("has a passphrase now", StringComparison.Ordinal), "told, and not so");
        people.Inside("alice", null, "key", "list").Ok();
        string[] files = Directory.GetFiles(people["alice"]);
        Assert.Equal(isSealed ? [] : [Vault(people)], files.Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(_open) >= 0));
        Assert.DoesNotContain(files, file => Path.GetFileName(file).StartsWith("vault.", StringComparison.Ordinal));
        if (isSealed)
            people.Inside("alice", null, "passphrase", "--no-passphrase").Ok();
    }

    private static string Vault(Household people) => Path.Combine(people["alice"], "vault");
}
