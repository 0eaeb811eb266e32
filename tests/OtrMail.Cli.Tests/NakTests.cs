using System.Text.Json;

namespace OtrMail.Cli.Tests;

/// <summary>What could not be read is asked for and sent again, each because its user said so.</summary>
public sealed class NakTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [Fact]
    public void A_mail_that_could_not_be_read_is_asked_for_and_sent_again()
    {
        byte[] lost = Lost("precious")[0];
        RunResult refused = _people.Read("bob", lost).Refused(76);
        Assert.Contains("otrmail nak alice@example.org", refused.Error);
        _people.Read("bob", lost).Refused(76);
        Assert.Equal(1, _people.Json("bob", "tend").GetProperty("unread")[0].GetProperty("count").GetInt32());

        Assert.Empty(_people.Inside("bob", null, "nak", "alice@example.org", "-o", _people["nak.eml"]).Ok().Output);
        byte[] nak = File.ReadAllBytes(_people["nak.eml"]);
        Assert.Empty(_people.Json("bob", "tend").GetProperty("unread").EnumerateArray());
        RunResult read = _people.Read("alice", nak).Ok();
        Assert.Contains("asked-for", read.StatusOf());
        Assert.Contains("otrmail resend bob@example.org", read.Error);
        Assert.Contains("From: bob@example.org\nTo: alice@example.org\nDate: ", read.Text);
        Assert.Contains("\nMessage-ID: <", read.Text);
        Assert.DoesNotContain("Auto-Submitted", read.Text);
        Assert.Equal(1, _people.ContactOf("alice", "bob").GetProperty("askedFor").GetInt32());

        byte[] again = _people.Inside("alice", null, "resend", "bob@example.org").Ok().Output;
        RunResult resent = _people.Read("bob", again).Ok();
        Assert.StartsWith("OTR-Mail-Status: authentic; ", resent.StatusOf());
        Assert.Contains("; resent", resent.StatusOf());
        Assert.EndsWith("\nprecious\n", resent.Text);

        RunResult nothing = _people.Inside("alice", null, "resend", "bob@example.org").Ok();
        Assert.Empty(nothing.Output);
        Assert.Contains("nothing", nothing.Error);
    }

    [Fact]
    public void Several_need_a_directory_and_come_with_a_manifest()
    {
        foreach (byte[] mail in Lost("one", "two"))
            _people.Read("bob", mail).Refused(76);
        byte[] ordinary = _people.Encrypted("bob", "alice", "by the way"); // the next mail asks for them
        Assert.Contains("asked-for", _people.Read("alice", ordinary).Ok().StatusOf());
        string state = _people.StateOf("alice");
        _people.Inside("alice", null, "resend", "bob@example.org").Refused(64);
        Assert.Equal(state, _people.StateOf("alice"));
        _people.Inside("alice", null, "resend", "bob@example.org", "--output-dir", _people["again"]).Ok();
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_people["again"], "manifest.json")));
        Assert.Equal(2, manifest.RootElement.GetArrayLength());
        foreach (JsonElement entry in manifest.RootElement.EnumerateArray())
        {
            Assert.Equal("bob@example.org", entry.GetProperty("recipient").GetString());
            byte[] mail = File.ReadAllBytes(Path.Combine(_people["again"], entry.GetProperty("file").GetString()!));
            Assert.Contains("; resent", _people.Read("bob", mail).Ok().StatusOf());
        }
    }

    [Fact]
    public void With_nothing_to_ask_for_nothing_is_written()
    {
        RunResult nothing = _people.Inside("bob", null, "nak", "alice@example.org", "-o", _people["nak.eml"]).Ok();
        Assert.Empty(nothing.Output);
        Assert.Contains("nothing to ask for", nothing.Error);
        Assert.False(File.Exists(_people["nak.eml"]));
    }

    [Theory]
    [InlineData(67, "nobody@example.org")]
    [InlineData(64, "no address")]
    [InlineData(64, "alice@example.org", "-o", "a", "--output-dir", "b")]
    [InlineData(64)]
    public void Wrong_use_is_refused(int exitCode, params string[] arguments)
    {
        _people.Inside("bob", null, ["nak", .. arguments]).Refused(exitCode);
        _people.Inside("bob", null, ["resend", .. arguments]).Refused(exitCode);
    }

    [Fact]
    public void Nothing_is_noted_of_people_who_are_no_contacts()
    {
        byte[] lost = Lost("precious")[0];
        _people.Inside("bob", null, "key", "forget", "alice@example.org").Ok();
        Assert.DoesNotContain("otrmail nak", _people.Read("bob", lost).Refused(76).Error);
    }

    /// <summary>Mails of Alice to a session that Bob has lost meanwhile.</summary>
    private byte[][] Lost(params string[] bodies)
    {
        _people.Acquaint("alice", "bob");
        byte[][] mails = [.. bodies.Select(body => _people.Encrypted("alice", "bob", body))];
        _people.Inside("bob", null, "key", "forget", "alice@example.org").Ok();
        _people.Inside("bob", null, "key", "import", _people["alice.asc"]).Ok();
        _people.Clock.Pass(0.1); // so that stamps are later than those that he forgot
        return mails;
    }
}
