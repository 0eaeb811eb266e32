using System.Text;
using System.Text.Json;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Tests;

/// <summary>Two people and the built program alone.</summary>
public sealed class CorrespondenceTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    public static TheoryData<string> Samples() =>
        [.. Directory.GetFiles(SampleMails.Folder, "*.eml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void First_reply_and_data_go_both_ways_byte_for_byte_and_end_in_revealed_mac_keys()
    {
        (string From, string To, string Type, string Sample)[] mails =
        [
            ("alice", "bob", "first", "thunderbird-attachment-crlf.eml"),
            ("bob", "alice", "reply", "outlook-html-crlf.eml"),
            ("alice", "bob", "data", "nested-multiparts.eml"),
            ("bob", "alice", "data", "binary-part.eml"),
            ("alice", "bob", "data", "pgp-mime-signed.eml"),
        ];
        for (int i = 0; i < mails.Length; i++)
        {
            (string from, string to, string type, string sample) = mails[i];
            byte[] mail = SampleMails.From(sample, Household.AddressOf(from));
            File.WriteAllBytes(_people["out.eml"], mail);
            RunResult made = _people.Run(from, null, "encrypt", _people["out.eml"], "--to", Household.AddressOf(to), "-o", _people["sent.eml"]).Ok();
            Assert.Empty(made.Output);
            using JsonDocument seen = JsonDocument.Parse(_people.Run(from, null, "inspect", "--json", _people["sent.eml"]).Ok().Output);
            Assert.Equal(type, seen.RootElement.GetProperty("type").GetString());
            Assert.Equal(i == 0 ? 0 : 1, seen.RootElement.GetProperty("revealedMacKeys").GetArrayLength());
            RunResult read = _people.Run(to, File.ReadAllBytes(_people["sent.eml"]), "decrypt").Ok();
            Assert.Equal(SampleMails.Inner(mail), Household.WithoutStatus(read.Output));
            string status = Encoding.ASCII.GetString(read.Output).Split('\n')[0];
            Assert.StartsWith($"OTR-Mail-Status: authentic; from={Household.AddressOf(from)}; fingerprint=", status);
            Assert.Contains($"; trust=accepted; type={type}; stamp=", status);
            Assert.Contains("; confidential=", status);
            Assert.DoesNotContain("; changed=", status);
            Assert.Contains($"from {Household.AddressOf(from)} (accepted), {type}", read.Error);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_sample_mail_comes_back_byte_for_byte_or_is_refused_before_anything_happens(string sample)
    {
        byte[] mail = SampleMails.From(sample, Household.AddressOf("alice"));
        RunResult made = _people.Inside("alice", mail, "encrypt", "--to", Household.AddressOf("bob"));
        if (!OutgoingMail.TryParse(mail, out OutgoingMail? outgoing, out _))
        {
            made.Refused(65);
            return;
        }

        RunResult read = _people.Read("bob", made.Ok().Output).Ok();
        Assert.Equal(StatusHeader.Remove(outgoing.Inner.Memory).ToArray(), Household.WithoutStatus(read.Output));
    }

    [Fact]
    public void A_duplicate_is_decrypted_again_with_a_note_and_changes_nothing()
    {
        byte[] mail = _people.Encrypted("alice", "bob");
        byte[] first = _people.Run("bob", mail, "decrypt").Ok().Output;
        string state = _people.StateOf("bob");
        RunResult again = _people.Run("bob", mail, "decrypt").Ok();
        Assert.Equal(Household.WithoutStatus(first), Household.WithoutStatus(again.Output));
        Assert.Contains("; duplicate", again.Text.Split('\n')[0]);
        Assert.Contains("a duplicate", again.Error);
        Assert.Equal(state, _people.StateOf("bob"));
    }

    [Fact]
    public void Reordered_mails_are_all_read()
    {
        _people.Read("bob", _people.Encrypted("alice", "bob", "1")).Ok();
        _people.Read("alice", _people.Encrypted("bob", "alice", "2")).Ok();
        byte[][] mails = [.. Enumerable.Range(3, 4).Select(i => _people.Encrypted("alice", "bob", $"{i}"))];
        foreach (byte[] mail in mails.Reverse())
            _people.Run("bob", mail, "decrypt").Ok();
    }

    [Fact]
    public void Several_files_are_read_each_on_its_own_and_the_exit_code_is_the_worst()
    {
        File.WriteAllBytes(_people["1.eml"], _people.Encrypted("alice", "bob", "1"));
        File.WriteAllBytes(_people["2.eml"], "From: x@example.org\n\nplain\n"u8.ToArray());
        File.WriteAllBytes(_people["3.eml"], _people.Encrypted("alice", "carol", "3"));
        File.WriteAllBytes(_people["4.otrmail"], Household.PacketOf(_people.Encrypted("alice", "bob", "4")));
        RunResult read = _people.Run(
            "bob", null, "decrypt", "1.eml", "2.eml", "3.eml", "missing.eml", "4.otrmail", "--output-dir", "read", "--json", "report.json");
        Assert.Equal(76, read.ExitCode);
        Assert.Empty(read.Output);
        Assert.Equal(["1.eml", "4.otrmail"], Directory.GetFiles(_people["read"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(_people["report.json"]));
        Assert.Equal([0, 65, 76, 66, 0], report.RootElement.EnumerateArray().Select(one => one.GetProperty("exitCode").GetInt32()));
        Assert.Equal("alice@example.org", report.RootElement[0].GetProperty("from").GetString());
        Assert.Equal("KeyForgotten", report.RootElement[2].GetProperty("fault").GetString());
    }

    [Fact]
    public void A_stranger_s_first_mail_is_shown_with_the_fingerprint_to_compare()
    {
        _people.Inside("bob", null, "key", "forget", "alice@example.org").Ok();
        RunResult read = _people.Run("bob", _people.Encrypted("alice", "bob"), "decrypt").Ok();
        Assert.Contains("; trust=stranger;", read.Text);
        Assert.Contains("; notice=new-contact", read.Text);
        Assert.Contains("key verify alice@example.org", read.Error);
    }

    [Fact]
    public void A_header_that_was_changed_on_the_way_is_reported_and_the_inner_one_stays()
    {
        string mail = Encoding.ASCII.GetString(_people.Encrypted("alice", "bob"));
        byte[] changed = Encoding.ASCII.GetBytes(mail.Replace("Subject: [...]", "Subject: [list] free money", StringComparison.Ordinal));
        RunResult read = _people.Run("bob", changed, "decrypt").Ok();
        Assert.Contains("; changed=Subject", read.Text.Split('\n')[0]);
        Assert.DoesNotContain("money", read.Text);
        Assert.Contains("warning: standard input: changed on the way, outside: Subject", read.Error);
    }
}
