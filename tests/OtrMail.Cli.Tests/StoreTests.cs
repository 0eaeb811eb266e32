using System.Diagnostics;

namespace OtrMail.Cli.Tests;

/// <summary>A home that is missing, damaged, open, full, locked or sealed.</summary>
public sealed class StoreTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [Fact]
    public void Without_an_identity_every_command_says_how_to_make_one()
    {
        foreach (string[] command in new[] { ["status"], ["key", "list"], ["key", "export"], ["encrypt"], new[] { "key", "show" } })
            Assert.Contains("otrmail init ADDRESS", _people.Inside("nobody", Household.Mail("alice", "bob"), command).Refused(78).Error);
        _people.Run("nobody", _people.Encrypted("alice", "bob"), "decrypt").Refused(78);
        Assert.False(Directory.Exists(_people["nobody"]));
    }

    [Fact]
    public void A_missing_database_is_74()
    {
        byte[] mail = _people.Encrypted("alice", "bob");
        File.Delete(Path.Combine(_people["bob"], "otrmail.db"));
        _people.Run("bob", mail, "decrypt").Refused(74);
        _people.Run("bob", null, "status").Refused(74);
        _people.Inside("bob", null, "init", "bob@example.org", "--no-passphrase").Refused(74);
        Assert.False(File.Exists(Path.Combine(_people["bob"], "otrmail.db")));
    }

    [Theory]
    [InlineData("otrmail.db", 0)]
    [InlineData("otrmail.db", 5000)]
    [InlineData("vault", 20)]
    [InlineData("root", 20)]
    public void A_damaged_file_of_the_store_is_74(string file, int offset)
    {
        byte[] mail = _people.Encrypted("alice", "bob");
        string path = Path.Combine(_people["bob"], file);
        byte[] bytes = File.ReadAllBytes(path);
        for (int i = offset; i < bytes.Length; i++)
            bytes[i] ^= 0x55;
        File.WriteAllBytes(path, bytes);
        _people.Run("bob", mail, "decrypt", "-o", _people["out.eml"]).Refused(74);
        Assert.False(File.Exists(_people["out.eml"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("vault")]
    [InlineData("otrmail.db")]
    public void A_store_open_to_others_is_refused(string file)
    {
        File.SetUnixFileMode(Path.Combine(_people["bob"], file), (UnixFileMode)0b111_101_101);
        Assert.Contains("chmod", _people.Run("bob", null, "status").Refused(77).Error);
    }

    [Fact]
    public void A_store_that_another_process_uses_too_long_is_75()
    {
        File.WriteAllText(Path.Combine(_people["bob"], "config.toml"), "lock_timeout = 1\n");
        byte[] mail = _people.Encrypted("alice", "bob");
        using (new FileStream(Path.Combine(_people["bob"], "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            _people.Run("bob", mail, "decrypt", "-o", _people["out.eml"]).Refused(75);
        Assert.False(File.Exists(_people["out.eml"]));
        _people.Run("bob", mail, "decrypt").Ok();
    }

    [Fact]
    public void Many_processes_take_turns()
    {
        Process[] running = [.. Enumerable.Range(0, 8).Select(i =>
        {
            File.WriteAllBytes(_people[$"{i}.eml"], Household.Mail("alice", i % 2 == 0 ? "bob" : "carol", $"{i}"));
            return Process.Start(OtrMailProgram.Start(_people.Folder, "encrypt", $"{i}.eml", "-o", $"{i}.out", "--home", _people["alice"]))!;
        })];
        foreach (Process process in running)
        {
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            process.Dispose();
        }

        for (int i = 0; i < running.Length; i++)
            _people.Read(i % 2 == 0 ? "bob" : "carol", File.ReadAllBytes(_people[$"{i}.out"])).Ok();
    }

    [Fact]
    public void A_full_disk_under_the_store_is_74_and_leaves_it_usable()
    {
        byte[] mail = _people.Encrypted("alice", "bob");
        string small = _people["small"];
        Directory.CreateDirectory(small);
        if (!Shell($"mount -t tmpfs -o size=420k,mode=700 none '{small}'"))
            return; // not allowed to mount here
        try
        {
            TemporaryFolder.Copy(_people["bob"], Path.Combine(small, "bob"));
            Shell($"dd if=/dev/zero of='{small}/fill' bs=1k 2>/dev/null");
            RunResult full = OtrMailProgram.Run(OtrMailProgram.Start(_people.Folder, "decrypt", "--home", Path.Combine(small, "bob")), mail);
            full.Refused(74);
            File.Delete(Path.Combine(small, "fill"));
            RunResult read = OtrMailProgram.Run(OtrMailProgram.Start(_people.Folder, "decrypt", "--home", Path.Combine(small, "bob")), mail).Ok();
            Assert.DoesNotContain("duplicate", read.Error);
        }
        finally
        {
            Shell($"umount '{small}'");
        }
    }

    [Fact]
    public void A_store_that_was_set_back_is_reported_and_what_old_keys_open_is_not_called_authentic()
    {
        TemporaryFolder.Copy(_people["bob"], _people["old"]);
        byte[] mail = _people.Encrypted("alice", "bob");
        _people.Read("bob", mail).Ok();
        Directory.Delete(_people["bob"], recursive: true);
        TemporaryFolder.Copy(_people["old"], _people["bob"]);
        RunResult status = _people.Run("bob", null, "status", "--json").Ok();
        Assert.Contains("\"setBack\": true", status.Text);
        Assert.Contains("warning: the store", status.Error);
        Assert.Contains("\"setBack\": false", _people.StateOf("bob"));
        RunResult read = _people.Run("bob", mail, "decrypt").Ok();
        Assert.StartsWith("OTR-Mail-Status: not-authenticated; reason=restored; from=alice@example.org", read.Text);
        Assert.Contains("NOT authenticated", read.Error);
    }

    [Fact]
    public void Init_runs_no_command_of_a_directory_that_others_can_get_at()
    {
        Directory.CreateDirectory(_people["eve"]);
        string trace = _people["trace"];
        File.WriteAllText(Path.Combine(_people["eve"], "config.toml"), $"passphrase_command = \"touch '{trace}'; echo secret\"\n");
        File.SetUnixFileMode(_people["eve"], (UnixFileMode)0b111_101_101);
        Assert.Contains("chmod", _people.Run("eve", null, "init", "eve@example.org").Refused(77).Error);
        Assert.False(File.Exists(trace));
        File.SetUnixFileMode(_people["eve"], (UnixFileMode)0b111_000_000);
        _people.Run("eve", null, "init", "eve@example.org").Ok();
        Assert.True(File.Exists(trace));
    }

    [Fact]
    public void A_passphrase_comes_from_the_command_and_seals_the_store()
    {
        ProcessStartInfo init = OtrMailProgram.Start(_people.Folder, "init", "dave@example.org", "--home", _people["dave"]);
        init.Environment["OTRMAIL_PASSPHRASE_COMMAND"] = "echo 'correct horse'; echo second line";
        OtrMailProgram.Run(init).Ok();
        Assert.Equal(0, Status("echo 'correct horse'").ExitCode);
        Status("echo 'wrong horse'").Refused(77);
        Status("exit 3").Refused(69);
        Status("true").Refused(69);
        File.WriteAllText(Path.Combine(_people["dave"], "config.toml"), "passphrase_command = \"echo 'correct horse'\"\n");
        Assert.Equal(0, Status(null).ExitCode);
    }

    [Fact]
    public void A_passphrase_is_asked_for_twice_and_then_once()
    {
        RunResult Dave(ScriptedPrompt prompt, params string[] arguments) =>
            InProcess.Run(_people.Folder, _people.Clock, null, prompt, [.. arguments, "--home", _people["dave"]]);
        Dave(new ScriptedPrompt("one", "other"), "init", "dave@example.org").Refused(64);
        Dave(new ScriptedPrompt(""), "init", "dave@example.org").Refused(64);
        Dave(new ScriptedPrompt(), "init", "dave@example.org").Refused(64);
        Assert.False(File.Exists(Path.Combine(_people["dave"], "vault")));
        Dave(new ScriptedPrompt("secret", "secret"), "init", "dave@example.org").Ok();
        Dave(new ScriptedPrompt("secret"), "status").Ok();
        Dave(new ScriptedPrompt("guess"), "status").Refused(77);
        Dave(new ScriptedPrompt(), "status").Refused(77);
        Dave(new ScriptedPrompt("secret"), "init", "dave@example.org").Refused(64);
        Dave(new ScriptedPrompt(), "init", "dave@example.org").Refused(64);
    }

    [Theory]
    [InlineData("packet_limit = \"many\"", "packet_limit")]
    [InlineData("packet_limit = 5", "packet_limit")]
    [InlineData("lock_timeout = -1", "lock_timeout")]
    [InlineData("passphrase_command = 1", "passphrase_command")]
    [InlineData("colour = true", "colour")]
    [InlineData("[account.work]\nhost = \"x\"", "account.work")]
    [InlineData("name = ", "value")]
    [InlineData("name = \"a\"\nname = \"b\"", "name")]
    public void A_wrong_setting_is_78_with_its_file_and_line(string setting, string named)
    {
        File.WriteAllText(Path.Combine(_people["bob"], "config.toml"), "# settings\n" + setting + "\n");
        RunResult refused = _people.Inside("bob", null, "status").Refused(78);
        Assert.Matches("config.toml:[23]: ", refused.Error);
        Assert.Contains(named, refused.Error);
    }

    private RunResult Status(string? passphraseCommand)
    {
        ProcessStartInfo start = OtrMailProgram.Start(_people.Folder, "status", "--home", _people["dave"]);
        if (passphraseCommand is not null)
            start.Environment["OTRMAIL_PASSPHRASE_COMMAND"] = passphraseCommand;
        return OtrMailProgram.Run(start);
    }

    private static bool Shell(string command)
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
