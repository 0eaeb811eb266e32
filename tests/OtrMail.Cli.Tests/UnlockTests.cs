using System.Diagnostics;
using System.Text.RegularExpressions;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Storage;

namespace OtrMail.Cli.Tests;

/// <summary><c>unlock</c>, <c>lock</c> and <c>passphrase</c>: what opens a sealed data directory, and what does not.</summary>
public sealed class UnlockTests : IDisposable
{
    private const string Right = "echo 'correct horse'";

    private readonly TemporaryFolder _folder = new();
    private readonly TestClock _clock = new();

    public UnlockTests()
    {
        foreach (string person in new[] { "dave", "erin" })
            Inside(person, ["correct horse", "correct horse"], "init", person + "@example.org").Ok();
    }

    public void Dispose()
    {
        Run("dave", null, "lock");
        Run("erin", null, "lock");
        _folder.Dispose();
    }

    [KeyringFact]
    public void An_unlocked_directory_asks_for_no_passphrase_and_another_one_still_does()
    {
        Run("dave", null, "status").Refused(77);
        Assert.Contains("for 8 h", Run("dave", Right, "unlock").Ok().Error);
        Run("dave", null, "status").Ok();
        Run("dave", "exit 9", "status").Ok(); // nobody is asked
        Run("erin", null, "status").Refused(77);
        Run("erin", Right, "unlock", "--for", "2days").Ok();
        Run("dave", null, "lock").Ok();
        Run("dave", null, "status").Refused(77);
        Run("erin", null, "status").Ok();
        Assert.Contains("was locked already", Run("dave", null, "lock").Ok().Error);
    }

    [KeyringFact]
    public void An_unlocked_directory_is_locked_again_when_its_time_is_over()
    {
        Run("dave", Right, "unlock", "--for", "2s").Ok();
        Run("dave", null, "status").Ok();
        var waited = Stopwatch.StartNew();
        while (Run("dave", null, "status").ExitCode == 0)
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), "never locked");
    }

    [KeyringFact]
    public void No_other_user_and_no_group_may_do_anything_with_the_remembered_key()
    {
        Run("dave", Right, "unlock", "--for", "1h").Ok();
        string id = Vault.Look(new StoreOptions { Directory = _folder["dave"] }).StoreId;
        string line = File.ReadLines("/proc/keys").Single(key => key.Contains($"otrmail:vault:{id}", StringComparison.Ordinal));
        string[] columns = Regex.Split(line.Trim(), @"\s+");
        Assert.Equal("3f3f0000", columns[4]);
        Assert.Matches("^(59m|1h|60m)$", columns[3]);
    }

    [KeyringFact]
    public void A_wrong_passphrase_unlocks_nothing_and_ends_what_was_unlocked()
    {
        Run("dave", Right, "unlock").Ok();
        Run("dave", "echo guess", "unlock").Refused(77);
        Run("dave", null, "status").Refused(77);
    }

    [KeyringFact]
    public void A_changed_passphrase_locks()
    {
        Run("dave", Right, "unlock").Ok();
        Run("dave", Right, "passphrase", "--new-command", "echo 'battery staple'").Ok();
        Run("dave", null, "status").Refused(77);
        Run("dave", Right, "status").Refused(77);
        Run("dave", "echo 'battery staple'", "status").Ok();
    }

    [KeyringFact]
    public void A_key_remembered_for_another_sealing_opens_nothing()
    {
        Run("dave", Right, "unlock").Ok();
        // as if in a container that shares the directory and not the keyring
        Inside("dave", new AbsentKeyring(), ["correct horse", "battery staple", "battery staple"], "passphrase").Ok();
        Run("dave", null, "status").Refused(77);
    }

    [Fact]
    public void Without_a_keyring_unlock_and_lock_say_so_and_ask_nobody()
    {
        foreach (string command in new[] { "unlock", "lock" })
            Assert.Contains("keyring", Inside("dave", new AbsentKeyring(), ["correct horse"], command).Refused(69).Error);
        Inside("dave", new AbsentKeyring(), ["correct horse"], "status").Ok();
        Inside("dave", new AbsentKeyring(), ["correct horse", "new", "new"], "passphrase").Ok();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("8days")]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("-5min")]
    [InlineData("99999999999999999999s")]
    [InlineData("1.5h")]
    public void A_time_that_is_none_or_too_long_is_wrong_usage(string time) =>
        Inside("dave", ["correct horse"], "unlock", "--for=" + time).Refused(64);

    [Fact]
    public void A_directory_without_passphrase_is_never_locked()
    {
        Inside("frank", [], "init", "frank@example.org", "--no-passphrase").Ok();
        Assert.Contains("never locked", Inside("frank", [], "unlock").Ok().Error);
        Inside("nobody", [], "unlock").Refused(78);
        Inside("nobody", [], "lock").Refused(78);
        Inside("nobody", [], "passphrase").Refused(78);
    }

    [Fact]
    public void The_passphrase_changes_at_the_terminal_and_nothing_but_the_vault_is_written()
    {
        Inside("dave", ["correct horse"], "status").Ok();
        byte[] database = File.ReadAllBytes(_folder["dave/otrmail.db"]);
        byte[] root = File.ReadAllBytes(_folder["dave/root"]);
        Inside("dave", ["guess", "new", "new"], "passphrase").Refused(77);
        Inside("dave", ["correct horse", "new", "other"], "passphrase").Refused(64);
        Inside("dave", ["correct horse"], "passphrase").Refused(64);
        Inside("dave", ["correct horse"], "passphrase", "--no-passphrase", "--new-command", "echo x").Refused(64);
        Inside("dave", ["correct horse"], "passphrase", "--new-command", "false").Refused(69);
        Inside("dave", ["correct horse"], "status").Ok();
        Inside("dave", ["correct horse", "new", "new"], "passphrase").Ok();
        Inside("dave", ["correct horse"], "status").Refused(77);
        Assert.Equal(database, File.ReadAllBytes(_folder["dave/otrmail.db"]));
        Assert.Equal(root, File.ReadAllBytes(_folder["dave/root"]));
        Inside("dave", ["new"], "status").Ok();
    }

    [Fact]
    public void A_passphrase_is_given_up_only_when_it_is_said_and_can_come_back()
    {
        Assert.Contains("no passphrase any more", Inside("dave", ["correct horse"], "passphrase", "--no-passphrase").Ok().Error);
        Inside("dave", [], "status").Ok();
        Inside("dave", ["again", "again"], "passphrase").Ok();
        Inside("dave", [], "status").Refused(77);
        Inside("dave", ["again"], "status").Ok();
        Assert.Equal(
            ["lock", "otrmail.db", "otrmail.db-journal", "root", "vault"],
            Directory.GetFileSystemEntries(_folder["dave"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private RunResult Inside(string person, string[] typed, params IEnumerable<string> arguments) =>
        Inside(person, new KernelKeyring(), typed, arguments);

    private RunResult Inside(string person, IKeyring keyring, string[] typed, params IEnumerable<string> arguments) =>
        InProcess.Run(_folder.Path, _clock, null, new ScriptedPrompt(typed), [], [.. arguments, "--home", _folder[person]], keyring);

    private RunResult Run(string person, string? passphraseCommand, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = OtrMailProgram.Start(_folder.Path, [.. arguments, "--home", _folder[person]]);
        if (passphraseCommand is not null)
            start.Environment["OTRMAIL_PASSPHRASE_COMMAND"] = passphraseCommand;
        return OtrMailProgram.Run(start);
    }
}
