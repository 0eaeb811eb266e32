using System.Text;

namespace OtrMail.Cli.Tests;

/// <summary>Opportunistic mode from end to end: how keys travel with plain mail, and that a contact never gets it.</summary>
public sealed class OpportunisticTests : IDisposable
{
    private const string Answer = "In-Reply-To: <first@example.org>\nReferences: <zero@example.org>\n <first@example.org>\n";

    private readonly Household _people = Household.New();
    private readonly RecordingSendmail _next;

    public OpportunisticTests()
    {
        _next = new RecordingSendmail(_people.Folder);
        File.WriteAllText(Path.Combine(_people["alice"], "config.toml"), "opportunistic = true\n" + _next.Setting);
        _people.Inside("dave", null, "init", "dave@example.org", "--no-passphrase").Ok();
    }

    public void Dispose() => _people.Dispose();

    [Theory]
    [InlineData("as it was sent")]
    [InlineData("in one line")]
    [InlineData("with tabs")]
    [InlineData("in short lines")]
    [InlineData("with CRLF")]
    [InlineData("with blanks at the ends")]
    [InlineData("in other letter case")]
    [InlineData("last of the header")]
    public void The_key_in_the_header_survives_however_it_is_folded(string how)
    {
        _people.Inside("alice", SendmailTests.Mail("To: dave@example.org\n", "nice to meet you"), "sendmail", "-t").Ok();
        string sent = Encoding.ASCII.GetString(Assert.Single(_next.Taken).Mail);
        Assert.All(sent.Split('\n'), line => Assert.InRange(line.Length, 0, 78));
        string rewritten = Rewritten(how, sent);
        byte[] plain = Encoding.ASCII.GetBytes(rewritten);
        RunResult passed = _people.Inside("dave", plain, "filter", "in").Ok();
        Assert.Equal(plain, passed.Output);
        Assert.Contains("a key of alice@example.org is noted", passed.Error);

        byte[] answer = _people.Inside("dave", Household.Mail("dave", "alice", "now in private"), "encrypt").Ok().Output;
        Assert.EndsWith("\nnow in private\n", _people.Inside("alice", answer, "filter", "in").Ok().Text);
        // the answer brought his key: from now on nobody but he reads what she writes
        _people.Inside("alice", SendmailTests.Mail("To: dave@example.org\n", "in private, too"), "sendmail", "-t").Ok();
        Assert.DoesNotContain("in private, too", Encoding.ASCII.GetString(_next.Taken[1].Mail));
        Assert.EndsWith("\nin private, too\n", _people.Inside("dave", _next.Taken[1].Mail, "filter", "in").Ok().Text);
    }

    [Theory]
    [InlineData("To: bob@example.org\nCc: dave@example.org\n")]
    [InlineData("To: dave@example.org\nCc: Bob <BOB@Example.Org>\n")]
    [InlineData("To: all: dave@example.org, bob@example.org;\n")]
    [InlineData("To: dave@example.org\nBcc: bob@example.org\n")]
    public void An_answer_to_all_of_whom_one_is_a_contact_goes_to_nobody_in_the_clear(string recipients)
    {
        string state = _people.StateOf("alice");
        foreach (string answer in Answer.Split("\nRef").Select((part, i) => i == 0 ? part + "\n" : "Ref" + part))
        {
            RunResult refused = _people.Inside("alice", SendmailTests.Mail(recipients + answer, "> what Bob wrote"), "sendmail", "-t").Refused(67);
            Assert.Contains("dave@example.org", refused.Error);
            Assert.DoesNotContain("bob@example.org", refused.Error);
        }

        Assert.Empty(_next.Taken);
        Assert.Equal(state, _people.StateOf("alice"));

        // who is named gets it in the clear, and the contact still does not
        _people.Inside("alice", SendmailTests.Mail(recipients + Answer, "> what Bob wrote"), "sendmail", "-t", "--plain", "dave@example.org").Ok();
        AssertBobsIsEncrypted("> what Bob wrote");
    }

    [Fact]
    public void A_mail_that_answers_nothing_goes_to_the_contact_encrypted_and_to_the_other_with_the_key()
    {
        _people.Inside("alice", SendmailTests.Mail("To: dave@example.org, bob@example.org\n", "to both"), "sendmail", "-t").Ok();
        AssertBobsIsEncrypted("to both");
    }

    [Fact]
    public void A_contact_whose_key_is_too_old_gets_nothing_and_so_does_nobody_else()
    {
        _people.Clock.Pass(400);
        RunResult refused = _people.Inside("alice", SendmailTests.Mail("To: dave@example.org, bob@example.org\n", "a year later"), "sendmail", "-t").Refused(67);
        Assert.Contains("bob@example.org", refused.Error);
        Assert.Empty(_next.Taken);
    }

    [Fact]
    public void A_contact_whose_key_was_only_noted_gets_no_plain_mail_either()
    {
        string key = _people.Inside("dave", null, "key", "export", "--header").Ok().Text;
        _people.Inside("alice", Household.Mail("dave", "alice", more: key), "filter", "in").Ok();
        _people.Inside("alice", SendmailTests.Mail("To: dave@example.org\n" + Answer, "to a stranger"), "sendmail", "-t").Ok();
        Assert.DoesNotContain("to a stranger", Encoding.ASCII.GetString(Assert.Single(_next.Taken).Mail));
        Assert.EndsWith("\nto a stranger\n", _people.Inside("dave", _next.Taken[0].Mail, "decrypt").Ok().Text);
    }

    private void AssertBobsIsEncrypted(string text)
    {
        Assert.Equal(2, _next.Taken.Count);
        Assert.DoesNotContain(text, Encoding.ASCII.GetString(_next.Taken.Single(one => one.Recipient == "bob@example.org").Mail));
        string plain = Encoding.ASCII.GetString(_next.Taken.Single(one => one.Recipient == "dave@example.org").Mail);
        Assert.Contains(text, plain);
        Assert.Contains("OTR-Mail-Key: ", plain);
        Assert.DoesNotContain("Bcc:", plain);
        Assert.Contains(text, _people.Read("bob", _next.Taken.Single(one => one.Recipient == "bob@example.org").Mail).Ok().Text);
    }

    private static string Rewritten(string how, string mail)
    {
        int end = mail.IndexOf("\nFrom: ", StringComparison.Ordinal) + 1;
        string field = mail[..end];
        string rest = mail[end..];
        Assert.StartsWith("OTR-Mail-Key: ", field);
        string value = string.Concat(field["OTR-Mail-Key: ".Length..].Split('\n', StringSplitOptions.TrimEntries));
        int body = rest.IndexOf("\n\n", StringComparison.Ordinal) + 1;
        return how switch
        {
            "in one line" => $"OTR-Mail-Key: {value}\n{rest}",
            "with tabs" => field.Replace("\n ", "\n\t", StringComparison.Ordinal) + rest,
            "in short lines" => "OTR-Mail-Key:\n " + string.Join("\n ", value.Chunk(40).Select(part => new string(part))) + "\n" + rest,
            "with CRLF" => mail.ReplaceLineEndings("\r\n"),
            "with blanks at the ends" => field.Replace("\n", "  \n", StringComparison.Ordinal) + rest,
            "in other letter case" => "otr-mail-KEY" + field["OTR-Mail-Key".Length..] + rest,
            "last of the header" => rest[..body] + field + rest[body..],
            _ => mail,
        };
    }
}
