using System.Diagnostics;
using System.Text;
using System.Text.Json;
using OtrMail.Cli.Documentation;
using OtrMail.Cli.Terminal;

namespace OtrMail.Cli.Tests;

/// <summary>Streams, output files, help.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [Fact]
    public void An_output_file_appears_whole_private_and_replaces_one_that_is_there()
    {
        File.WriteAllText(_people["out.eml"], "old");
        _people.Run("alice", Household.Mail("alice", "bob"), "encrypt", "-o", "out.eml").Ok();
        Assert.StartsWith("From: alice@example.org", File.ReadAllText(_people["out.eml"]));
        Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(_people["out.eml"]));
        Assert.Empty(Directory.GetFiles(_people.Folder, ".*"));
    }

    [Fact]
    public void A_file_that_was_there_stays_when_the_command_fails()
    {
        File.WriteAllText(_people["out.eml"], "old");
        _people.Run("alice", Household.Mail("alice", "dave"), "encrypt", "-o", "out.eml").Refused(67);
        Assert.Equal("old", File.ReadAllText(_people["out.eml"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_has_appeared_can_be_read_while_whoever_wrote_it_still_has_it_open(bool isThere)
    {
        if (isThere)
            File.WriteAllText(_people["out"], "old");
        using StagedFile file = StagedFile.Write(_people["out"], stream => stream.Write("new"u8), OtrMail.Ring.SystemRandomSource.Instance);
        file.Publish();
        Assert.Equal("new", File.ReadAllText(_people["out"]));
    }

    [Fact]
    public void A_file_that_somebody_holds_locked_is_read()
    {
        using FileStream held = File.Open(_people["alice.asc"], FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Contains("unchanged key of alice@example.org", _people.Inside("bob", null, "key", "import", _people["alice.asc"]).Ok().Error);
    }

    [Fact]
    public void A_link_is_followed_and_stays_a_link()
    {
        File.WriteAllText(_people["target.eml"], "old");
        File.CreateSymbolicLink(_people["link.eml"], "target.eml");
        _people.Inside("alice", Household.Mail("alice", "bob"), "encrypt", "-o", _people["link.eml"]).Ok();
        Assert.NotNull(new FileInfo(_people["link.eml"]).LinkTarget);
        Assert.StartsWith("From:", File.ReadAllText(_people["target.eml"]));
    }

    [Fact]
    public void A_device_and_a_pipe_are_written_to_and_never_replaced()
    {
        byte[] mail = Household.Mail("alice", "bob");
        _people.Run("alice", mail, "encrypt", "-o", "/dev/null").Ok();
        Assert.True(File.Exists("/dev/null") && new FileInfo("/dev/null").Length == 0);
        Assert.StartsWith("From: alice", _people.Run("alice", mail, "encrypt", "-o", "/dev/stdout").Ok().Text);
        File.WriteAllBytes(_people["in.eml"], mail);
        RunResult piped = Shell("mkfifo pipe; timeout 20 \"$OTRMAIL\" encrypt in.eml -o pipe --home alice & timeout 20 cat pipe; wait; test -p pipe", []);
        Assert.Equal(0, piped.ExitCode);
        Assert.StartsWith("From: alice", piped.Text);
    }

    [Theory]
    [InlineData("encrypt")]
    [InlineData("status")]
    public void A_full_or_closed_output_is_74_without_a_trace(string command)
    {
        byte[] mail = Household.Mail("alice", "bob");
        Shell($"\"$OTRMAIL\" {command} --home alice > /dev/full", mail).Refused(74);
        // the reader is gone before the program writes
        RunResult closed = Shell($"{{ sleep 0.3; cat; }} | {{ \"$OTRMAIL\" {command} --home alice; echo $? > code; }} | true", mail);
        Assert.DoesNotContain("Exception", closed.Error);
        Assert.Equal("74", File.ReadAllText(_people["code"]).Trim());
    }

    [Fact]
    public void Output_goes_where_the_shell_s_offset_stands()
    {
        RunResult both = Shell("{ \"$OTRMAIL\" key export --home alice; \"$OTRMAIL\" key export --home bob; } > both.asc", []);
        Assert.Equal(0, both.ExitCode);
        Assert.Equal(2, File.ReadAllText(_people["both.asc"]).Split("-----BEGIN").Length - 1);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_74_before_anything_has_changed()
    {
        string state = _people.StateOf("alice");
        byte[] mail = Household.Mail("alice", "bob");
        _people.Inside("alice", mail, "encrypt", "-o", _people["no/such/out.eml"]).Refused(74);
        _people.Inside("alice", mail, "encrypt", "-o", _people.Folder).Refused(74);
        _people.Inside("alice", mail, "encrypt", "--output-dir", _people["bob.asc"]).Refused(74);
        Assert.Equal(state, _people.StateOf("alice"));
    }

    [Theory]
    [InlineData("encrypt", "<&-", 66)]
    [InlineData("filter out", "<&-", 66)]
    [InlineData("sendmail bob@example.org", "<&-", 66)]
    [InlineData("filter in", "<&-", 75)]
    [InlineData("encrypt", "<&- >&-", 66)]
    [InlineData("encrypt", "< in.eml >&-", 74)]
    [InlineData("encrypt", "< in.eml >&- 2>&-", 74)]
    public void What_the_caller_closed_is_neither_read_nor_written_to(string command, string closed, int exitCode)
    {
        File.WriteAllBytes(_people["in.eml"], Household.Mail("alice", "bob"));
        // a file that were read in place of a closed input might never end
        RunResult result = Shell($"timeout 60 \"$OTRMAIL\" {command} --home alice {closed}", []);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Empty(result.Output);
        _people.Inside("alice", null, "status").Ok();
    }

    [Fact]
    public void A_directory_that_cannot_be_is_refused_before_anything_changes()
    {
        string state = _people.StateOf("alice");
        string place = Path.Combine(_people["alice.asc"], "below/a/file");
        _people.Inside("alice", Household.Mail("alice", "bob"), "encrypt", "--output-dir", place).Refused(74);
        _people.Inside("alice", null, "tend", "--outbox", place).Refused(74);
        Assert.Equal(state, _people.StateOf("alice"));
    }

    [Fact]
    public void Ambiguous_outputs_are_wrong_usage()
    {
        byte[] mail = _people.Encrypted("alice", "bob");
        File.WriteAllBytes(_people["in.eml"], mail);
        _people.Inside("bob", mail, "decrypt", "-o", "a", "--output-dir", "b").Refused(64);
        _people.Inside("bob", null, "decrypt", _people["in.eml"], _people["bob.asc"]).Refused(64);
        _people.Inside("bob", null, "decrypt", _people["in.eml"], "--output-dir", _people.Folder).Refused(64);
        _people.Inside("bob", null, "decrypt", _people["in.eml"], _people["bob/../in.eml"], "--output-dir", _people["x"]).Refused(64);
        Assert.Equal(mail, File.ReadAllBytes(_people["in.eml"]));
    }

    public static TheoryData<string> Commands => [.. CommandEntry.OfProgram().All.Select(command => string.Join(' ', command.Path.Skip(1)))];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_has_help_with_an_example_and_the_version(string command)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string help = _people.Inside("nobody", null, [.. words, "--help"]).Ok().Text;
        Assert.Contains("Usage:", help);
        Assert.Contains("--home", help);
        Assert.Contains("Example:\n  ", help);
        Assert.Contains($"otrmail {command}".TrimEnd(), help[help.IndexOf("Example:", StringComparison.Ordinal)..]);
        Assert.StartsWith("otrmail 0.", _people.Inside("nobody", null, [.. words, "--version"]).Ok().Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("key")]
    [InlineData("decypher")]
    [InlineData("encrypt --bogus")]
    [InlineData("encrypt a b")]
    [InlineData("init")]
    [InlineData("init not-an-address --no-passphrase")]
    [InlineData("key accept alice@example.org")]
    [InlineData("encrypt --to nobody")]
    [InlineData("status not-an-address")]
    public void Wrong_usage_is_64(string command) =>
        _people.Inside("nobody", null, command.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Refused(64);

    [Fact]
    public void Quiet_says_nothing_on_success_and_why_on_failure()
    {
        byte[] mail = _people.Encrypted("alice", "bob");
        Assert.Empty(_people.Run("bob", mail, "decrypt", "--quiet").Ok().Error);
        _people.Run("bob", "plain"u8.ToArray(), "decrypt", "-q").Refused(65);
        Assert.Contains("confidential header: Subject", _people.Run("bob", mail, "decrypt", "--verbose").Ok().Error);
    }

    [Fact]
    public void Inspect_shows_what_any_third_party_sees()
    {
        byte[] mail = _people.Encrypted("alice", "bob");
        using JsonDocument seen = JsonDocument.Parse(_people.Run("nobody", mail, "inspect", "--json").Ok().Output);
        JsonElement form = seen.RootElement;
        Assert.Equal("first", form.GetProperty("type").GetString());
        Assert.Equal(32, form.GetProperty("sessionId").GetString()!.Length);
        Assert.Equal(0u, form.GetProperty("senderKeyId").GetUInt32());
        Assert.True(form.GetProperty("recipientKeyId").TryGetUInt32(out _));
        Assert.Equal(0, form.GetProperty("revealedMacKeys").GetArrayLength());
        Assert.Equal(0, form.GetProperty("publishedSigningKeys").GetArrayLength());
        Assert.Equal(1120, form.GetProperty("kemCiphertextBytes").GetInt32());
        Assert.Contains("Type:               first", _people.Inside("nobody", Household.PacketOf(mail), "inspect").Ok().Text);
        byte[] signed = Encoding.ASCII.GetBytes("DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=x; b=AAAA\n" + Encoding.ASCII.GetString(mail));
        RunResult warned = _people.Inside("nobody", signed, "inspect", "--json").Ok();
        Assert.Contains("DKIM: example.org", warned.Error);
        Assert.Contains("\"dkimSignatures\": [\n    \"example.org\"", warned.Text);
    }

    [Fact]
    public void A_mail_over_25_megabytes_is_sent_with_a_warning()
    {
        byte[] noise = new byte[20_000_000];
        System.Security.Cryptography.RandomNumberGenerator.Fill(noise);
        byte[] mail =
        [
            .. "From: alice@example.org\nTo: bob@example.org\nContent-Transfer-Encoding: base64\n\n"u8,
            .. Encoding.ASCII.GetBytes(Convert.ToBase64String(noise, Base64FormattingOptions.InsertLineBreaks)),
        ];
        RunResult made = _people.Inside("alice", mail, "encrypt").Ok();
        Assert.Contains("25 MB", made.Error);
        Assert.Equal(mail, Household.WithoutStatus(_people.Read("bob", made.Output).Ok().Output));
    }

    private RunResult Shell(string script, byte[] input)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = _people.Folder,
        };
        OtrMailProgram.Surround(start, _people.Folder);
        start.Environment["OTRMAIL"] = OtrMailProgram.Path;
        return OtrMailProgram.Run(start, input);
    }
}
