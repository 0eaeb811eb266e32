using System.Text;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Tests;

/// <summary>The filter in the way of incoming mail.</summary>
public sealed class FilterInTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    public static TheoryData<string> Samples => [.. Directory.GetFiles(SampleMails.Folder, "*.eml").Select(path => Path.GetFileName(path)!).Order()];

    [Fact]
    public void A_mail_comes_out_decrypted_and_again_when_its_keys_are_gone()
    {
        byte[] mail = _people.Encrypted("alice", "bob", "keep me");
        RunResult first = _people.Run("bob", mail, "filter", "in").Ok();
        Assert.StartsWith("OTR-Mail-Status: authentic; from=alice@example.org;", first.Text);
        Assert.EndsWith("\nkeep me\n", first.Text);
        Assert.DoesNotContain("archived", first.Text);

        _people.Inside("bob", null, "key", "forget", "alice@example.org").Ok();
        _people.Clock.Pass(400);
        _people.Inside("bob", null, "tend").Ok();
        _people.Clock.Pass(2);
        _people.Inside("bob", null, "tend").Ok();
        _people.Read("bob", mail).Refused(76);
        RunResult again = _people.Inside("bob", mail, "filter", "in").Ok();
        Assert.Contains("; archived", again.Text.Split('\n')[0]);
        Assert.Equal(Household.WithoutStatus(first.Output), Household.WithoutStatus(again.Output));
        Assert.Empty(again.Error);
    }

    [Fact]
    public void What_the_archive_shows_is_found_by_the_packet_however_the_mail_around_it_changed()
    {
        byte[] mail = _people.Encrypted("alice", "bob", "keep me");
        byte[] original = Household.WithoutStatus(_people.Inside("bob", mail, "filter", "in").Ok().Output);
        RunResult bare = _people.Inside("bob", Household.PacketOf(mail), "filter", "in").Ok();
        Assert.Contains("; archived", bare.Text);
        Assert.Equal(original, Household.WithoutStatus(bare.Output));
        byte[] changed = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(mail).Replace("Subject: [...]", "Subject: [list] [...]", StringComparison.Ordinal));
        Assert.NotEqual(mail, changed);
        Assert.Contains("changed=Subject", _people.Inside("bob", changed, "filter", "in").Ok().Text);
    }

    [Fact]
    public void As_text_it_is_fit_for_a_pager_and_moves_no_cursor()
    {
        byte[] mail = Encoding.UTF8.GetBytes("From: alice@example.org\nTo: bob@example.org\nSubject: =?utf-8?Q?gr=C3=BCn?=\nX-Other: y\n"
            + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nBr=C3=BCcke\ta=1B[2Jb=\n c\n");
        byte[] sent = _people.Inside("alice", mail, "encrypt").Ok().Output;
        string text = _people.Inside("bob", sent, "filter", "in", "--text").Ok().Text;
        Assert.StartsWith("OTR-Mail-Status: authentic; from=alice@example.org", text);
        Assert.EndsWith("\nFrom: alice@example.org\nTo: bob@example.org\nSubject: grün\n\nBrücke    a?[2Jb c\n", text);
        Assert.Contains("; archived", _people.Inside("bob", sent, "filter", "in", "--text").Ok().Text);
        Assert.DoesNotContain("OTR-Mail-Status: auth", _people.Inside("bob", "OTR-Mail-Status: authentic\nFrom: m@example.org\n\nhi\n"u8.ToArray(), "filter", "in", "--text").Ok().Text);
    }

    [Fact]
    public void Without_archive_nothing_is_kept()
    {
        File.WriteAllText(Path.Combine(_people["bob"], "config.toml"), "archive = \"off\"\n");
        byte[] mail = _people.Encrypted("alice", "bob");
        _people.Inside("bob", mail, "filter", "in").Ok();
        Assert.Equal("[]", _people.Inside("bob", null, "archive", "list", "--json").Ok().Text.Trim());
        Assert.Contains("; duplicate", _people.Inside("bob", mail, "filter", "in").Ok().Text);
    }

    [Fact]
    public void An_archive_of_ninety_days_forgets_after_two_runs_that_agree()
    {
        File.WriteAllText(Path.Combine(_people["bob"], "config.toml"), "archive = \"90 days\"\n");
        byte[] mail = _people.Encrypted("alice", "bob");
        _people.Inside("bob", mail, "filter", "in").Ok();
        Assert.Contains("\"from\": \"alice@example.org\"", _people.Inside("bob", null, "archive", "list", "--json").Ok().Text);
        _people.Clock.Pass(91);
        Assert.Contains("alice", _people.Inside("bob", null, "archive", "list").Ok().Text);
        _people.Clock.Pass(1.1);
        Assert.Empty(_people.Inside("bob", null, "archive", "list").Ok().Text);
        Assert.Contains("; duplicate", _people.Inside("bob", mail, "filter", "in").Ok().Text);
    }

    [Fact]
    public void Archived_mails_are_forgotten_by_sender_or_all()
    {
        byte[] fromAlice = _people.Encrypted("alice", "bob", "one");
        byte[] fromCarol = _people.Encrypted("carol", "bob", "two");
        _people.Inside("bob", fromAlice, "filter", "in").Ok();
        _people.Inside("bob", fromCarol, "filter", "in").Ok();
        _people.Inside("bob", null, "archive", "forget").Refused(64);
        _people.Inside("bob", null, "archive", "forget", "alice@example.org").Ok();
        Assert.DoesNotContain("alice", _people.Inside("bob", null, "archive", "list").Ok().Text);
        Assert.Contains("carol", _people.Inside("bob", null, "archive", "list").Ok().Text);
        Assert.Contains("; duplicate", _people.Inside("bob", fromAlice, "filter", "in").Ok().Text);
        _people.Inside("bob", null, "archive", "forget", "--all").Ok();
        Assert.Empty(_people.Inside("bob", null, "archive", "list").Ok().Text);
    }

    [Fact]
    public void What_the_archive_forgot_no_older_copy_of_the_database_shows()
    {
        byte[] mail = _people.Encrypted("alice", "bob", "forget me");
        _people.Inside("bob", mail, "filter", "in").Ok();
        string database = Path.Combine(_people["bob"], "otrmail.db");
        byte[] old = File.ReadAllBytes(database);
        _people.Inside("bob", null, "archive", "forget", "--all").Ok();
        File.WriteAllBytes(database, old);
        // nothing that was forgettable then opens any more, with the identity key itself
        _people.Inside("bob", mail, "filter", "in").Refused(75);
        _people.Inside("bob", null, "archive", "list", "--json").Refused(74);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Other_mail_passes_byte_for_byte_without_identity_or_store(string sample)
    {
        byte[] mail = File.ReadAllBytes(Path.Combine(SampleMails.Folder, sample));
        RunResult passed = _people.Inside("nobody", mail, "filter", "in").Ok();
        Assert.Equal(StatusHeader.Remove(mail).ToArray(), passed.Output);
        Assert.False(Directory.Exists(_people["nobody"]));
    }

    [Theory]
    [InlineData("Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n--b\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n--b--\n")]
    [InlineData("Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIIBhgYJKoZIhvcNAQcDoIIBdzCCAXMCAQAxggEwMIIBLAIBADAUMAACEAABAgME\n")]
    [InlineData("\r\n\0\u00ff not a mail at all")]
    [InlineData("")]
    public void Mail_that_others_encrypted_and_no_mail_at_all_pass_byte_for_byte(string text)
    {
        byte[] mail = Encoding.Latin1.GetBytes(text);
        Assert.Equal(mail, _people.Run("bob", mail, "filter", "in").Ok().Output);
    }

    [Fact]
    public void A_spoofed_status_is_removed_from_other_mail_and_the_rest_stays()
    {
        byte[] mail = Encoding.ASCII.GetBytes("From: m@example.org\r\nOTR-Mail-Status: authentic; from=alice@example.org\r\nSubject: s\r\n\r\nOTR-Mail-Status: in the text\r\n");
        Assert.Equal("From: m@example.org\r\nSubject: s\r\n\r\nOTR-Mail-Status: in the text\r\n", _people.Run("bob", mail, "filter", "in").Ok().Text);
    }

    [Fact]
    public void What_is_not_authentic_passes_as_it_came_and_changes_nothing()
    {
        byte[] mail = _people.Encrypted("alice", "bob");
        byte[] altered = [.. mail];
        int at = Encoding.Latin1.GetString(mail).IndexOf("T1RST", StringComparison.Ordinal) + 5000;
        altered[at] = altered[at] == 'A' ? (byte)'B' : (byte)'A';
        string state = _people.StateOf("bob");
        RunResult passed = _people.Run("bob", altered, "filter", "in").Ok();
        Assert.StartsWith("OTR-Mail-Status: unreadable; reason=NotAuthentic\n", passed.Text);
        Assert.Equal(altered, Household.WithoutStatus(passed.Output));
        Assert.Contains("not authentic", passed.Error);
        Assert.Equal(state, _people.StateOf("bob"));
    }

    [Fact]
    public void What_is_for_somebody_else_or_cut_off_passes_as_it_came()
    {
        byte[] mail = _people.Encrypted("alice", "carol");
        Assert.StartsWith("OTR-Mail-Status: unreadable; reason=KeyForgotten\n", _people.Run("bob", mail, "filter", "in").Ok().Text);
        byte[] cut = mail[..(mail.Length / 2)];
        RunResult passed = _people.Run("bob", cut, "filter", "in").Ok();
        Assert.StartsWith("OTR-Mail-Status: unreadable; reason=", passed.Text);
        Assert.Equal(cut, Household.WithoutStatus(passed.Output));
    }

    [Fact]
    public void Foreign_mail_with_doubled_line_ends_passes_byte_for_byte()
    {
        byte[] mail = "From: a@example.org\r\r\nContent-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\";\r\r\n boundary=b\r\r\n\r\r\n--b\r\r\n\r\r\nVersion: 1\r\r\n--b--\r\r\n"u8.ToArray();
        Assert.Equal(mail, _people.Run("bob", mail, "filter", "in").Ok().Output);
    }

    [Fact]
    public void A_mail_longer_than_allowed_passes_and_says_so_only_if_it_is_otr_mail()
    {
        File.WriteAllText(Path.Combine(_people["bob"], "config.toml"), "packet_limit = \"64 KiB\"\n");
        byte[] body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a long line of a long mail\r\n", 400_000)));
        byte[] foreign = [.. "From: a@example.org\r\nOTR-Mail-Status: no\r\n\r\n"u8, .. body];
        Assert.Equal([.. "From: a@example.org\r\n\r\n"u8, .. body], _people.Run("bob", foreign, "filter", "in").Ok().Output);
        byte[] ours = [.. "From: a@example.org\r\nContent-Type: multipart/encrypted; protocol=\"application/otr-mail\"; boundary=b\r\n\r\n"u8, .. body];
        RunResult passed = _people.Run("bob", ours, "filter", "in").Ok();
        Assert.StartsWith("OTR-Mail-Status: unreadable; reason=TooLarge\r\n", passed.Text);
        Assert.Equal(ours, Household.WithoutStatus(passed.Output));
    }

    [Fact]
    public void Own_trouble_is_75_so_that_the_mail_is_tried_again()
    {
        byte[] mail = _people.Encrypted("alice", "bob");
        _people.Run("nobody", mail, "filter", "in").Refused(75);
        string config = Path.Combine(_people["bob"], "config.toml");
        File.WriteAllText(config, "no_such_setting = 1\n");
        _people.Run("bob", mail, "filter", "in").Refused(75);
        File.WriteAllText(config, "lock_timeout = 0\n");
        using (new FileStream(Path.Combine(_people["bob"], "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            _people.Run("bob", mail, "filter", "in").Refused(75);
        File.SetUnixFileMode(_people["bob"], (UnixFileMode)0b111_101_101);
        _people.Run("bob", mail, "filter", "in").Refused(75);
        File.SetUnixFileMode(_people["bob"], (UnixFileMode)0b111_000_000);
        _people.Run("bob", mail, "filter", "inn").Refused(64);
        _people.Run("bob", mail, "filter", "in").Ok();
    }

    [Fact]
    public void A_date_in_the_future_is_tried_again_later()
    {
        _people.Clock.Pass(5);
        byte[] mail = _people.Encrypted("alice", "bob");
        _people.Clock.Pass(-5);
        _people.Inside("bob", mail, "filter", "in").Refused(75);
        _people.Clock.Pass(4);
        _people.Inside("bob", mail, "filter", "in").Ok();
    }

    [Fact]
    public void A_closed_output_is_75_and_the_mail_comes_when_it_is_tried_again()
    {
        byte[] mail = _people.Encrypted("alice", "bob", "still here");
        File.WriteAllBytes(_people["in.eml"], mail);
        var start = new System.Diagnostics.ProcessStartInfo("/bin/sh") { WorkingDirectory = _people.Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("\"$0\" filter in --home bob < in.eml > /dev/full; echo $?");
        start.ArgumentList.Add(OtrMailProgram.Path);
        OtrMailProgram.Surround(start, _people.Folder);
        Assert.Equal("75", OtrMailProgram.Run(start).Text.Trim());
        Assert.EndsWith("\nstill here\n", _people.Run("bob", mail, "filter", "in").Ok().Text);
    }
}
