using System.Text;
using System.Text.Json;

namespace OtrMail.Cli.Tests;

/// <summary>Who gets a mail, and who learns of whom.</summary>
public sealed class RecipientTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [Fact]
    public void Several_recipients_get_a_mail_each_that_only_they_can_read()
    {
        byte[] mail = Mail("To: bob@example.org\nCc: Carol <CAROL@example.org>, bob@example.org\n");
        _people.Run("alice", mail, "encrypt", "--output-dir", _people["out"]).Ok();
        Assert.Equal([("001-bob@example.org.eml", "bob@example.org"), ("002-carol@example.org.eml", "carol@example.org")], Manifest("out"));
        Assert.Equal(mail, Household.WithoutStatus(_people.Read("bob", ReadOut("001-bob@example.org.eml")).Ok().Output));
        Assert.Equal(mail, Household.WithoutStatus(_people.Read("carol", ReadOut("002-carol@example.org.eml")).Ok().Output));
        _people.Read("carol", ReadOut("001-bob@example.org.eml")).Refused(76);
    }

    [Fact]
    public void Nobody_learns_of_a_bcc()
    {
        byte[] mail = Mail("To: bob@example.org\nBcc: Carol Secret <carol@example.org>\nBCC:\n carol@example.org\n");
        _people.Run("alice", mail, "encrypt", "--output-dir", _people["out"]).Ok();
        Assert.Equal(2, Manifest("out").Length);
        foreach ((string person, string file) in new[] { ("bob", "001-bob@example.org.eml"), ("carol", "002-carol@example.org.eml") })
        {
            byte[] outer = ReadOut(file);
            byte[] inner = _people.Read(person, outer).Ok().Output;
            Assert.All([outer, inner], bytes => Assert.DoesNotContain("carol", Encoding.UTF8.GetString(bytes), StringComparison.OrdinalIgnoreCase));
            Assert.All([outer, inner], bytes => Assert.DoesNotContain("bcc:", Encoding.UTF8.GetString(bytes), StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void Several_recipients_without_a_directory_are_wrong_usage()
    {
        string state = _people.StateOf("alice");
        _people.Run("alice", Mail("To: bob@example.org, carol@example.org\n"), "encrypt", "-o", _people["out.eml"]).Refused(64);
        Assert.False(File.Exists(_people["out.eml"]));
        Assert.Equal(state, _people.StateOf("alice"));
    }

    [Fact]
    public void To_replaces_the_recipients_of_the_header_and_may_be_repeated()
    {
        byte[] mail = Mail("To: nobody@example.org\n");
        Assert.NotEmpty(_people.Run("alice", mail, "encrypt", "--to", "bob@example.org").Ok().Output);
        _people.Inside("alice", mail, "encrypt", "--to", "bob@example.org", "--to", "carol@example.org", "--output-dir", _people["out"]).Ok();
        Assert.Equal(2, Manifest("out").Length);
    }

    [Fact]
    public void Each_recipient_without_a_key_is_named_and_nobody_gets_a_mail()
    {
        string state = _people.StateOf("alice");
        RunResult refused = _people.Run(
            "alice", Mail("To: bob@example.org, dave@example.org\nBcc: erin@example.org\n"), "encrypt", "--output-dir", _people["out"]).Refused(67, lines: 2);
        Assert.Contains("dave@example.org", refused.Error);
        Assert.Contains("erin@example.org", refused.Error);
        Assert.DoesNotContain("bob@example.org", refused.Error);
        Assert.False(Directory.Exists(_people["out"]));
        Assert.Equal(state, _people.StateOf("alice"));
    }

    [Fact]
    public void Two_addresses_of_one_identity_get_a_mail_each()
    {
        _people.Inside("bob", null, "key", "add-address", "robert@example.net").Ok();
        _people.Inside("bob", null, "key", "export", "-o", _people["bob2.asc"]).Ok();
        _people.Inside("alice", null, "key", "import", _people["bob2.asc"]).Ok();
        _people.Inside("alice", Mail("To: bob@example.org, robert@example.net\n"), "encrypt", "--output-dir", _people["out"]).Ok();
        _people.Read("bob", ReadOut("001-bob@example.org.eml")).Ok();
        _people.Read("bob", ReadOut("002-robert@example.net.eml")).Ok();
    }

    [Fact]
    public void A_mail_to_oneself_can_be_read()
    {
        byte[] mail = Mail("To: alice@example.org\n");
        Assert.Equal(mail, Household.WithoutStatus(_people.Read("alice", _people.Inside("alice", mail, "encrypt").Ok().Output).Ok().Output));
    }

    [Theory]
    [InlineData("From: mallory@example.org\nTo: bob@example.org\n\nx\n", 77)]
    [InlineData("To: bob@example.org\n\nx\n", 65)]
    [InlineData("From: alice@example.org\nFrom: alice@example.org\nTo: bob@example.org\n\nx\n", 65)]
    [InlineData("From: alice@example.org, bob@example.org\nTo: bob@example.org\n\nx\n", 65)]
    [InlineData("From: alice@example.org\nTo: bob at example\n\nx\n", 65)]
    [InlineData("From: alice@example.org\nSubject: to nobody\n\nx\n", 64)]
    [InlineData("From: alice@example.org\nno header line\nTo: bob@example.org\n\nx\n", 65)]
    [InlineData("", 65)]
    public void What_cannot_be_sent_is_refused_with_its_code(string mail, int exitCode)
    {
        string state = _people.StateOf("alice");
        _people.Inside("alice", Encoding.UTF8.GetBytes(mail), "encrypt").Refused(exitCode);
        Assert.Equal(state, _people.StateOf("alice"));
    }

    [Theory]
    [InlineData("From: alice at home\nTo: bob@example.org\n", "From holds")]
    [InlineData("From: alice@example.org\nTo: bob at example\n", "To holds")]
    [InlineData("From: alice@example.org\nTo: bob@example.org\nCc: carol\n", "Cc holds")]
    [InlineData("From: alice@example.org\nTo: bob@example.org\nBcc: carol@@example.org\n", "Bcc holds")]
    [InlineData("Resent-To: carol@\nFrom: alice@example.org\nTo: bob@example.org\n", "Resent-To")]
    public void What_is_no_address_is_told_with_its_field(string header, string told)
    {
        byte[] mail = Encoding.ASCII.GetBytes(header + "Message-ID: <1@example.org>\n\nx\n");
        Assert.Contains(told, _people.Inside("alice", mail, "sendmail", "-t").Refused(65).Error);
        if (!header.StartsWith("Resent", StringComparison.Ordinal))
            Assert.Contains(told, _people.Inside("alice", mail, "encrypt").Refused(65).Error);
    }

    [Fact]
    public void A_header_of_more_than_64_KiB_is_told_as_such()
    {
        byte[] mail = Encoding.ASCII.GetBytes($"From: alice@example.org\nTo: bob@example.org\nX-Long: {string.Concat(Enumerable.Repeat("\n some more of it", 6000))}\n\nx\n");
        foreach (string[] command in new[] { ["encrypt"], new[] { "filter", "out" }, ["sendmail", "-t"] })
            Assert.Contains("64 KiB", _people.Inside("alice", mail, command).Refused(65).Error);
    }

    [Fact]
    public void What_is_encrypted_already_is_not_encrypted_again() =>
        _people.Inside("alice", _people.Encrypted("alice", "bob"), "encrypt").Refused(65);

    private static byte[] Mail(string recipients) =>
        Encoding.UTF8.GetBytes($"From: alice@example.org\n{recipients}Subject: lunch\nDate: Mon, 2 Nov 2026 09:14:31 +0100\n\nAt one?\n");

    private byte[] ReadOut(string name) => File.ReadAllBytes(Path.Combine(_people["out"], name));

    private (string File, string Recipient)[] Manifest(string directory)
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_people[directory], "manifest.json")));
        return [.. manifest.RootElement.EnumerateArray().Select(one => (one.GetProperty("file").GetString()!, one.GetProperty("recipient").GetString()!))];
    }
}
