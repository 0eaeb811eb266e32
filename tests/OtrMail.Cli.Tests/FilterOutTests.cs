using System.Text;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Tests;

/// <summary>The filter in the way of outgoing mail: never plain text where it was told to encrypt.</summary>
public sealed class FilterOutTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [Fact]
    public void A_mail_for_one_recipient_comes_out_encrypted()
    {
        byte[] mail = Household.Mail("alice", "bob", "secret");
        RunResult filtered = _people.Run("alice", mail, "filter", "out").Ok();
        Assert.DoesNotContain("secret", filtered.Text);
        Assert.Equal(mail, Household.WithoutStatus(_people.Read("bob", filtered.Output).Ok().Output));
        Assert.Equal(filtered.Output, _people.Inside("alice", filtered.Output, "filter", "out").Ok().Output);
    }

    [Theory]
    [MemberData(nameof(CorrespondenceTests.Samples), MemberType = typeof(CorrespondenceTests))]
    public void Every_sample_mail_comes_back_byte_for_byte_through_both_filters_or_is_refused(string sample)
    {
        byte[] mail = SampleMails.From(sample, Household.AddressOf("alice"));
        RunResult filtered = _people.Inside("alice", mail, "filter", "out", "--to", Household.AddressOf("bob"));
        if (!OutgoingMail.TryParse(mail, out _, out _))
        {
            filtered.Refused(65);
            return;
        }

        byte[] sent = filtered.Ok().Output;
        byte[] inner = SampleMails.Inner(mail);
        Assert.Equal(inner, Household.WithoutStatus(_people.Inside("bob", sent, "filter", "in").Ok().Output));
        // and again, out of the archive
        Assert.Equal(inner, Household.WithoutStatus(_people.Inside("bob", sent, "filter", "in").Ok().Output));
    }

    [Fact]
    public void Without_a_key_nothing_comes_out()
    {
        _people.Run("alice", Household.Mail("alice", "dave"), "filter", "out").Refused(67);
        _people.Inside("alice", Household.Mail("mallory", "bob"), "filter", "out").Refused(77);
        _people.Inside("alice", "To: bob@example.org\n\nno sender\n"u8.ToArray(), "filter", "out").Refused(65);
        _people.Inside("alice", "From: alice@example.org\n\nno recipient\n"u8.ToArray(), "filter", "out").Refused(64);
        _people.Inside("nobody", Household.Mail("alice", "bob"), "filter", "out").Refused(78);
        _people.Inside("nobody", Household.Mail("alice", "dave"), "filter", "out", "--opportunistic").Refused(78);
    }

    [Fact]
    public void Opportunistic_passes_mail_to_people_without_a_key_with_the_own_key_on_top()
    {
        byte[] mail = Household.Mail("alice", "dave", "in the open", "Bcc: erin@example.org\n");
        RunResult passed = _people.Run("alice", mail, "filter", "out", "--opportunistic").Ok();
        Assert.StartsWith("OTR-Mail-Key: ", passed.Text);
        Assert.EndsWith(Encoding.UTF8.GetString(mail), passed.Text);
        _people.Inside("dave", null, "init", "dave@example.org", "--no-passphrase").Ok();
        Assert.Contains("alice@example.org", _people.Inside("dave", passed.Output, "key", "import", "--json").Ok().Text);

        byte[] twice = _people.Inside("alice", passed.Output, "filter", "out", "--opportunistic").Ok().Output;
        Assert.Equal(passed.Output, twice);
        File.WriteAllText(Path.Combine(_people["alice"], "config.toml"), "opportunistic = true\n");
        Assert.Equal(passed.Output, _people.Inside("alice", mail, "filter", "out").Ok().Output);
    }

    [Fact]
    public void A_contact_gets_no_plain_text_unless_named()
    {
        byte[] mail = Household.Mail("alice", "bob", "secret");
        RunResult filtered = _people.Inside("alice", mail, "filter", "out", "--opportunistic").Ok();
        Assert.DoesNotContain("secret", filtered.Text);
        _people.Clock.Pass(200);
        _people.Inside("alice", Household.Mail("alice", "carol"), "filter", "out", "--opportunistic").Refused(67);
        Assert.EndsWith("\nsecret\n", _people.Inside("alice", mail, "filter", "out", "--plain", "bob@example.org").Ok().Text);
    }

    [Fact]
    public void Several_recipients_pass_only_if_all_get_plain_text()
    {
        byte[] mixed = Household.Mail("alice", "bob", more: "Cc: dave@example.org\n");
        _people.Inside("alice", mixed, "filter", "out").Refused(67);
        _people.Inside("alice", mixed, "filter", "out", "--opportunistic").Refused(64);
        _people.Inside("alice", Household.Mail("alice", "bob", more: "Cc: carol@example.org\n"), "filter", "out").Refused(64);
        byte[] keyless = Household.Mail("alice", "erin", more: "Cc: dave@example.org\n");
        Assert.StartsWith("OTR-Mail-Key: ", _people.Inside("alice", keyless, "filter", "out", "--opportunistic").Ok().Text);
    }

    [Fact]
    public void An_answer_to_an_encrypted_mail_goes_to_nobody_in_the_clear_who_was_not_named()
    {
        byte[] secret = Encoding.ASCII.GetBytes("From: bob@example.org\nTo: alice@example.org\nSubject: s\nMessage-ID: <secret@example.org>\n\nsecret\n");
        byte[] encrypted = _people.Inside("bob", secret, "encrypt").Ok().Output;
        byte[] forward = Household.Mail("alice", "dave", "> secret", "References: <other@example.org>\n <secret@example.org>\n");
        Assert.StartsWith("OTR-Mail-Key: ", _people.Inside("alice", forward, "filter", "out", "--opportunistic").Ok().Text);
        _people.Inside("alice", encrypted, "filter", "in").Ok();
        Assert.Contains("encrypted", _people.Inside("alice", forward, "filter", "out", "--opportunistic").Refused(67).Error);
        Assert.EndsWith("\n> secret\n", _people.Inside("alice", forward, "filter", "out", "--plain", "dave@example.org").Ok().Text);

        // the one who wrote it knows it, too
        byte[] own = Household.Mail("bob", "dave", "> secret", "In-Reply-To: <secret@example.org>\n");
        _people.Inside("bob", own, "filter", "out", "--opportunistic").Refused(67);
        _people.Clock.Pass(401);
        Assert.StartsWith("OTR-Mail-Key: ", _people.Inside("alice", forward, "filter", "out", "--opportunistic").Ok().Text);
    }

    [Theory]
    [InlineData("From: alice@example.org\nTo: bob@example.org\nContent-Type: multipart/encrypted; protocol=\"application/otr-mail\"; boundary=b\n\n--b\nContent-Type: text/plain\n\nin the clear\n--b--\n")]
    [InlineData("From: alice@example.org\nTo: bob@example.org\nContent-Type: multipart/encrypted; protocol=\"application/otr-mail\"; boundary=b\n\nin the clear\n")]
    [InlineData("From: alice@example.org\nTo: bob@example.org\nContent-Type: multipart/encrypted; protocol=\"application/otr-mail\"; boundary=b\n\n--b\nContent-Type: application/octet-stream; name=message.otrmail\n\nOTRM in the clear\n--b--\n")]
    [InlineData("OTRM and then in the clear\n")]
    [InlineData("T1RSTSBh\n")]
    public void What_only_says_that_it_is_encrypted_does_not_pass(string mail)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(mail);
        _people.Inside("alice", bytes, "filter", "out").Refused(65);
        var next = new RecordingSendmail(_people.Folder);
        File.WriteAllText(Path.Combine(_people["alice"], "config.toml"), next.Setting);
        _people.Inside("alice", bytes, "sendmail", "-t", "bob@example.org").Refused(65);
        Assert.Empty(next.Taken);
    }

    [Fact]
    public void The_status_of_a_mail_that_is_sent_on_is_not_sent()
    {
        byte[] read = _people.Read("bob", _people.Encrypted("alice", "bob", "pass it on")).Ok().Output;
        byte[] on = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(read).Replace("From: alice", "From: bob", StringComparison.Ordinal));
        byte[] mail = _people.Inside("bob", on, "filter", "out", "--to", "carol@example.org").Ok().Output;
        byte[] inner = Household.WithoutStatus(_people.Read("carol", mail).Ok().Output);
        Assert.DoesNotContain("OTR-Mail-Status", Encoding.UTF8.GetString(inner));
    }
}
