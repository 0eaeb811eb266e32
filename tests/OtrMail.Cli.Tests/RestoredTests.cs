using System.Text.Json;

namespace OtrMail.Cli.Tests;

/// <summary>A data directory that came from a backup.</summary>
public sealed class RestoredTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [Fact]
    public void What_old_keys_open_after_a_restored_backup_is_never_authentic_and_both_can_write_again()
    {
        _people.Acquaint("alice", "bob");
        TemporaryFolder.Copy(_people["bob"], _people["backup"]);
        byte[] read = _people.Encrypted("alice", "bob", "read before");
        _people.Read("bob", read).Ok();
        _people.Read("alice", _people.Encrypted("bob", "alice", "answer")).Ok();
        byte[] late = _people.Encrypted("alice", "bob", "to keys of the lost state");
        _people.Restore("bob", "backup");

        RunResult first = _people.Inside("bob", read, "decrypt", "--json", _people["report.json"]).Ok();
        Assert.StartsWith("OTR-Mail-Status: not-authenticated; reason=restored; from=alice@example.org; fingerprint=", first.StatusOf());
        Assert.Contains("set back to an older state", first.Error);
        Assert.Contains("NOT authenticated", first.Error);
        using (JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(_people["report.json"])))
            Assert.False(report.RootElement[0].GetProperty("authenticated").GetBoolean());
        RunResult second = _people.Read("bob", read).Ok();
        Assert.StartsWith("OTR-Mail-Status: not-authenticated", second.StatusOf());
        Assert.DoesNotContain("set back", second.Error); // told once
        _people.Read("bob", late).Refused(76);
        AssertBothCanWrite();
    }

    [Fact]
    public void A_backup_that_only_the_peers_echo_betrays_is_quarantined_too()
    {
        _people.Acquaint("alice", "bob");
        TemporaryFolder.Copy(_people["bob"], _people["backup"]);
        _people.Read("alice", _people.Encrypted("bob", "alice", "lost with the disk")).Ok();
        byte[] mail = _people.Encrypted("alice", "bob", "an answer to it");
        _people.Restore("bob", "backup");
        Directory.Delete(_people["state"], recursive: true);
        RunResult read = _people.Read("bob", mail).Ok();
        Assert.StartsWith("OTR-Mail-Status: not-authenticated; reason=restored; ", read.StatusOf());
        Assert.Contains("notice=store-restored", read.StatusOf());
        AssertBothCanWrite();
    }

    [Fact]
    public void Who_says_that_he_restored_a_backup_gets_new_keys_and_sessions()
    {
        _people.Acquaint("alice", "bob");
        byte[] mail = _people.Encrypted("alice", "bob", "on its way");
        string prekey = _people.Json("bob", "status").GetProperty("own").GetProperty("prekey").GetProperty("id").ToString();
        RunResult said = _people.Inside("bob", null, "restored").Ok();
        Assert.Empty(said.Output);
        Assert.Contains("not-authenticated", said.Error);
        JsonElement status = _people.Json("bob", "status");
        JsonElement[] prekeys = [.. status.GetProperty("prekeys").EnumerateArray()];
        Assert.Equal(2, prekeys.Length);
        JsonElement old = prekeys.Single(key => key.GetProperty("id").ToString() == prekey);
        Assert.True(old.GetProperty("quarantined").GetBoolean());
        JsonElement alice = _people.ContactOf("bob", "alice");
        Assert.Equal("first", alice.GetProperty("nextMail").GetString());
        Assert.All(alice.GetProperty("sessions").EnumerateArray(), session =>
        {
            Assert.True(session.GetProperty("quarantined").GetBoolean());
            Assert.Equal("receive-only", session.GetProperty("state").GetString());
        });
        Assert.StartsWith("OTR-Mail-Status: not-authenticated", _people.Read("bob", mail).Ok().StatusOf());
        AssertBothCanWrite();
    }

    private void AssertBothCanWrite()
    {
        _people.Clock.Pass(0.1); // stamps of the lost state lie in the past by now
        foreach ((string from, string to) in new[] { ("bob", "alice"), ("alice", "bob"), ("bob", "alice"), ("alice", "bob") })
            Assert.StartsWith("OTR-Mail-Status: authentic; ", _people.Read(to, _people.Encrypted(from, to, "again")).Ok().StatusOf());
        Assert.Equal("data", _people.ContactOf("bob", "alice").GetProperty("nextMail").GetString());
    }
}
