using System.Text;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Tests;

/// <summary>What bad input gets: its exit code, one line, no output, unchanged state.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [Theory]
    [InlineData("plain", 65)]
    [InlineData("empty", 65)]
    [InlineData("foreign pgp", 65)]
    [InlineData("binary noise", 65)]
    [InlineData("truncated packet", 65)]
    [InlineData("truncated mail", 65)]
    [InlineData("bytes after the packet", 65)]
    [InlineData("base64 damaged", 65)]
    [InlineData("claim without packet", 65)]
    [InlineData("two packets", 65)]
    [InlineData("newer version", 76)]
    [InlineData("misaddressed", 76)]
    [InlineData("unknown session", 76)]
    [InlineData("megabyte of folded headers", 65)]
    [InlineData("megabyte of folded headers around a packet", 65)]
    [InlineData("million parts", 65)]
    [InlineData("deep nesting", 65)]
    public void It_is_refused_with_its_code_and_changes_nothing(string what, int exitCode)
    {
        byte[] mail = Bad(what);
        string state = _people.StateOf("bob");
        _people.Inside("bob", mail, "decrypt", "-o", _people["out.eml"], "--json", _people["report.json"]).Refused(exitCode);
        Assert.False(File.Exists(_people["out.eml"]));
        Assert.False(File.Exists(_people["report.json"]));
        Assert.Equal(state, _people.StateOf("bob"));
    }

    [Theory]
    [InlineData("plain", 65)]
    [InlineData("truncated mail", 65)]
    [InlineData("newer version", 76)]
    [InlineData("million parts", 65)]
    [InlineData("megabyte of folded headers", 65)]
    public void The_built_program_and_inspect_say_the_same(string what, int exitCode)
    {
        byte[] mail = Bad(what);
        _people.Run("bob", mail, "decrypt").Refused(exitCode);
        _people.Run("nobody", mail, "inspect", "--json").Refused(exitCode);
    }

    [Fact]
    public void Plain_mail_is_told_to_be_no_otr_mail() =>
        Assert.Contains("not an OTR-Mail message", _people.Inside("bob", Bad("plain"), "decrypt").Refused(65).Error);

    [Fact]
    public void A_packet_over_the_limit_is_too_large()
    {
        byte[] mail = _people.Inside("alice", Household.Mail("alice", "bob", new string('x', 200_000)), "encrypt").Ok().Output;
        File.WriteAllText(Path.Combine(_people["bob"], "config.toml"), "packet_limit = \"64 KiB\"\n");
        _people.Run("bob", mail, "decrypt").Refused(65);
    }

    [Fact]
    public void An_outgoing_mail_over_the_limit_is_too_large()
    {
        File.WriteAllText(Path.Combine(_people["alice"], "config.toml"), "packet_limit = \"64 KiB\"\n");
        string state = _people.StateOf("alice");
        _people.Run("alice", Household.Mail("alice", "bob", new string('x', 200_000)), "encrypt").Refused(65);
        Assert.Equal(state, _people.StateOf("alice"));
    }

    [Theory]
    [InlineData("missing.eml")]
    [InlineData(".")]
    [InlineData("no/such/place.eml")]
    public void An_input_that_cannot_be_opened_is_66(string file)
    {
        _people.Run("bob", null, "decrypt", file).Refused(66);
        _people.Run("bob", null, "encrypt", file).Refused(66);
        _people.Run("bob", null, "inspect", file).Refused(66);
        _people.Run("bob", null, "key", "import", file).Refused(66);
    }

    [Fact]
    public void A_forgotten_key_is_76()
    {
        byte[] mail = _people.Encrypted("alice", "bob");
        _people.Read("bob", mail).Ok();
        byte[] reply = _people.Encrypted("bob", "alice", "reply");
        _people.Inside("alice", null, "key", "forget", "bob@example.org").Ok();
        _people.Run("alice", reply, "decrypt").Refused(76);
    }

    [Fact]
    public void An_expired_bundle_is_67()
    {
        _people.Clock.Pass(181);
        string state = _people.StateOf("alice");
        RunResult refused = _people.Inside("alice", Household.Mail("alice", "bob"), "encrypt").Refused(67);
        Assert.Contains("bob@example.org: the key is too old", refused.Error);
        Assert.Equal(state, _people.StateOf("alice"));
        Assert.Contains("\"nextMail\": null", state);
    }

    [Fact]
    public void A_mail_from_the_future_is_75_and_can_be_read_when_the_clock_is_right()
    {
        _people.Clock.Pass(10);
        byte[] mail = _people.Encrypted("alice", "bob");
        _people.Clock.Pass(-10);
        string state = _people.StateOf("bob");
        _people.Read("bob", mail).Refused(75);
        Assert.Equal(state, _people.StateOf("bob"));
        _people.Clock.Pass(9);
        _people.Read("bob", mail).Ok();
    }

    [Fact]
    public void A_first_mail_that_comes_after_its_signing_key_is_76()
    {
        byte[] mail = _people.Encrypted("alice", "bob");
        _people.Clock.Pass(91);
        _people.Read("bob", mail).Refused(76);
    }

    [Fact]
    public void A_header_with_terminal_escapes_does_not_reach_the_terminal()
    {
        RunResult read = _people.Run("bob", null, "decrypt", "\u001b[31mred\u202e.eml").Refused(66);
        Assert.DoesNotContain('\u001b', read.Error);
        Assert.DoesNotContain('\u202e', read.Error);
    }

    private byte[] Bad(string what)
    {
        byte[] good = _people.Encrypted("alice", "bob");
        byte[] packet = Household.PacketOf(good);
        string text = Encoding.ASCII.GetString(good);
        return what switch
        {
            "plain" => Household.Mail("alice", "bob"),
            "empty" => [],
            "foreign pgp" => File.ReadAllBytes(Path.Combine(SampleMails.Folder, "pgp-encrypted-foreign.eml")),
            "binary noise" => [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7919 >> 3))],
            "truncated packet" => packet[..^40],
            "truncated mail" => good[..(good.Length / 2)],
            "bytes after the packet" => [.. packet, 0],
            "base64 damaged" => Encoding.ASCII.GetBytes(text.Replace("T1RST", "T1RST!", StringComparison.Ordinal)),
            "claim without packet" => "From: a@example.org\nContent-Type: multipart/encrypted; protocol=\"application/otr-mail\"; boundary=b\n\n--b\n\n--b--\n"u8.ToArray(),
            "two packets" => TwoPackets(packet, Household.PacketOf(_people.Encrypted("alice", "bob"))),
            "newer version" => [.. packet[..5], 9, .. packet[6..]],
            "misaddressed" => _people.Encrypted("alice", "carol"),
            "unknown session" => UnknownSession(),
            "megabyte of folded headers" => Encoding.ASCII.GetBytes("From: a@example.org\nX-Fold: a\n" + Folded() + "\nplain\n"),
            "megabyte of folded headers around a packet" => Encoding.ASCII.GetBytes("X-Fold: a\n" + Folded() + text),
            "million parts" => Encoding.ASCII.GetBytes("Content-Type: multipart/encrypted; protocol=\"application/otr-mail\"; boundary=b\n\n"
                + string.Concat(Enumerable.Repeat("--b\n\n", 1_000_000)) + "--b--\n"),
            "deep nesting" => Encoding.ASCII.GetBytes("X: otrmail\n" + string.Concat(Enumerable.Range(0, 5000).Select(
                i => $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n"))),
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
    }

    private static string Folded() => string.Concat(Enumerable.Repeat(" folded on and on\n", 60_000));

    private static byte[] TwoPackets(byte[] one, byte[] other)
    {
        string Part(byte[] packet) => "--b\nContent-Type: application/octet-stream; name=\"m.otrmail\"\nContent-Transfer-Encoding: base64\n\n"
            + Convert.ToBase64String(packet) + "\n";
        return Encoding.ASCII.GetBytes("Content-Type: multipart/mixed; boundary=b\n\n" + Part(one) + Part(other) + "--b--\n");
    }

    private byte[] UnknownSession()
    {
        _people.Read("alice", _people.Encrypted("carol", "alice", "1")).Ok();
        byte[] reply = _people.Encrypted("alice", "carol", "2");
        Assert.True(Packet.TryParse(Household.PacketOf(reply), MailLimits.Default, out Packet? packet, out _));
        Assert.Equal(PacketType.Reply, packet.Header.Type);
        return reply;
    }
}
