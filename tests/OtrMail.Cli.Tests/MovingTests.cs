using System.Text.Json;
using OtrMail.Core.Mail;
using OtrMail.Core.Storage;
using OtrMail.Core.Wire;

namespace OtrMail.Cli.Tests;

/// <summary>An identity moves to a new machine.</summary>
public sealed class MovingTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [Fact]
    public void Identity_contacts_and_stamps_move_and_sessions_start_anew()
    {
        _people.Acquaint("alice", "bob");
        JsonElement before = _people.Json("alice", "status");
        byte[] toOldSession = _people.Encrypted("bob", "alice", "to the old session");
        byte[] toOldPrekey = _people.Encrypted("carol", "alice", "to the old prekey");
        Move();

        JsonElement after = _people.Json("new", "status");
        Assert.Equal(Text(before, "own", "fingerprint"), Text(after, "own", "fingerprint"));
        Assert.Equal(Text(before, "own", "addresses"), Text(after, "own", "addresses"));
        Assert.True(after.GetProperty("own").GetProperty("serial").GetInt64() > before.GetProperty("own").GetProperty("serial").GetInt64());
        Assert.NotEqual(Text(before, "own", "signingKey"), Text(after, "own", "signingKey"));
        Assert.Single(after.GetProperty("signingKeys").EnumerateArray());
        Assert.Equal([false, true], after.GetProperty("prekeys").EnumerateArray().Select(key => key.GetProperty("quarantined").GetBoolean()).Order());
        Assert.Equal(2, after.GetProperty("contacts").GetArrayLength());
        JsonElement bob = _people.ContactOf("new", "bob");
        Assert.Empty(bob.GetProperty("sessions").EnumerateArray());
        foreach (string same in new[] { "fingerprint", "trust", "serial", "ownStamp", "peerStamp" })
            Assert.Equal(_people.ContactOf("alice", "bob").GetProperty(same).ToString(), bob.GetProperty(same).ToString());

        Assert.StartsWith("OTR-Mail-Status: not-authenticated; reason=restored; from=carol@", _people.Read("new", toOldPrekey).Ok().StatusOf());
        _people.Read("new", toOldSession).Refused(76);
        RunResult read = _people.Read("bob", Write("new", "bob", "from the new machine")).Ok();
        Assert.StartsWith("OTR-Mail-Status: authentic; from=alice@", read.StatusOf());
        Assert.Contains("asked-for", read.StatusOf());
        byte[] again = _people.Inside("bob", null, "resend", "alice@example.org").Ok().Output;
        RunResult resent = _people.Read("new", again).Ok();
        Assert.StartsWith("OTR-Mail-Status: authentic; from=bob@", resent.StatusOf());
        Assert.EndsWith("\nto the old session\n", resent.Text);
        Assert.StartsWith("OTR-Mail-Status: authentic", _people.Read("bob", Write("new", "bob", "and so on")).Ok().StatusOf());
    }

    [Fact]
    public void A_second_import_over_an_identity_is_64_and_changes_nothing()
    {
        Move();
        string state = _people.StateOf("new");
        _people.Inside("new", null, "init", "--import", _people["private.asc"], "--no-passphrase").Refused(64);
        _people.Inside("bob", null, "init", "--import", _people["private.asc"], "--no-passphrase").Refused(64);
        Assert.Equal(state, _people.StateOf("new"));
    }

    [Fact]
    public void The_export_holds_no_signing_key_and_can_be_sealed_by_a_passphrase()
    {
        _people.Acquaint("alice", "bob");
        byte[] prime;
        using (SqliteStore store = Raw.Open(_people, "alice"))
        using (PostboxTransaction transaction = Raw.Postbox(store, _people.Clock).Begin())
            prime = transaction.Own.Signing.Key.ExportPrime();
        Move();
        Assert.True(Armour.TryRead(Armour.PrivateIdentity, File.ReadAllText(_people["private.asc"]), 1 << 20, out byte[]? plain));
        Assert.True(plain.AsSpan().IndexOf(prime) < 0);

        RunResult sealedExport = Alice(new ScriptedPrompt("secret", "secret"), "key", "export", "--private", "-o", _people["sealed.asc"]).Ok();
        Assert.Empty(sealedExport.Output);
        Assert.Contains("do not use this machine", sealedExport.Error);
        Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(_people["sealed.asc"]));
        Import(new ScriptedPrompt("guess"), "sealed.asc").Refused(77);
        Import(new ScriptedPrompt(), "sealed.asc").Refused(77);
        Assert.False(Directory.Exists(_people["other"]));
        Assert.Contains("stop using the old machine", Import(new ScriptedPrompt("secret"), "sealed.asc").Ok().Error);
    }

    [Fact]
    public void What_is_no_export_or_a_damaged_one_is_65_and_no_identity_is_made()
    {
        Move();
        string armour = File.ReadAllText(_people["private.asc"]);
        string[] bad =
        [
            File.ReadAllText(_people["bob.asc"]),
            armour[..^200],
            armour.Replace(armour.Substring(900, 4), "AAAA", StringComparison.Ordinal),
            "",
        ];
        foreach (string text in bad)
        {
            File.WriteAllText(_people["bad.asc"], text);
            Import(new ScriptedPrompt(), "bad.asc").Refused(65);
        }

        Import(new ScriptedPrompt(), "missing.asc").Refused(66);
        Assert.False(Directory.Exists(_people["other"]));
    }

    [Theory]
    [InlineData("key", "export", "--private", "--header")]
    [InlineData("key", "export", "--no-passphrase")]
    [InlineData("key", "export", "--private")]
    [InlineData("init")]
    [InlineData("init", "x@example.org", "--import", "f")]
    public void Wrong_use_is_64(params string[] arguments) => _people.Inside("alice", null, arguments).Refused(64);

    private static string Text(JsonElement status, string member, string inner) => status.GetProperty(member).GetProperty(inner).ToString();

    private byte[] Write(string home, string to, string body) =>
        _people.Inside(home, Household.Mail("alice", to, body), "encrypt").Ok().Output;

    private void Move()
    {
        _people.Inside("alice", null, "key", "export", "--private", "--no-passphrase", "-o", _people["private.asc"]).Ok();
        _people.Inside("new", null, "init", "--import", _people["private.asc"], "--no-passphrase").Ok();
    }

    private RunResult Alice(ScriptedPrompt prompt, params string[] arguments) =>
        InProcess.Run(_people.Folder, _people.Clock, null, prompt, [.. arguments, "--home", _people["alice"]]);

    private RunResult Import(ScriptedPrompt prompt, string file) => InProcess.Run(
        _people.Folder, _people.Clock, null, prompt, ["init", "--import", _people[file], "--no-passphrase", "--home", _people["other"]]);
}
