using System.Text;
using System.Text.Json;

namespace OtrMail.Cli.Tests;

/// <summary>Mail that is too long for memory on its way out: bounded memory, sealed while it waits, and nothing left of it.</summary>
public sealed class LongSendingTests : IDisposable
{
    private readonly Household _people = Household.New();
    private readonly RecordingSendmail _next;
    private readonly LongMail _long;

    public LongSendingTests()
    {
        _next = new RecordingSendmail(_people.Folder);
        _long = new LongMail(_people);
        Configure("alice", "packet_limit = \"1 GiB\"\n" + _next.Setting);
    }

    private string Queue => Path.Combine(_people["alice"], "queue");

    public void Dispose() => _people.Dispose();

    [PythonFact]
    public void A_mail_of_300_MB_is_sent_in_64_MiB_of_memory_more_than_an_empty_one()
    {
        const int most = 64 << 20;
        Configure("alice", $"packet_limit = \"1 GiB\"\nsent_maildir = \"sent\"\n{_next.Setting}");
        Configure("bob", "packet_limit = \"1 GiB\"\n");
        string[] command = ["sendmail", "-t", "dave@example.org", "--plain", "dave@example.org"];
        long least = _long.Piped("alice", _long.Write("empty.eml", 0, asBase64: false), "nothing", command);
        string mail = _long.Write("long.eml", 220_000_000, asBase64: true);
        Assert.InRange(_long.Piped("alice", mail, "nothing", command), 0, least + most);
        string[] taken = Taken();
        Assert.Equal(["dave@example.org", "bob@example.org", "dave@example.org"], taken[1..].Select(path => Path.GetFileName(path)[5..]));
        LongMail.AssertEndsWith(mail, taken[3]);
        LongMail.AssertEndsWith(mail, Directory.GetFiles(Path.Combine(_people["alice"], "sent", "cur")).MaxBy(path => new FileInfo(path).Length)!);
        _long.Piped("bob", taken[2], "read", "decrypt");
        LongMail.AssertEndsWith(mail, _people["read"]);
        Assert.Empty(Directory.GetFiles(Queue));
        Assert.InRange(new FileInfo(Path.Combine(_people["alice"], "otrmail.db")).Length, 0, 4 << 20);
    }

    [Fact]
    public void What_waits_is_sealed_and_goes_when_it_can()
    {
        byte[] mail = Long();
        _next.Code = 75;
        _people.Run("alice", mail, "sendmail", "-t", "-i", "dave@example.org", "--plain", "dave@example.org").Ok();
        JsonElement[] waiting = List();
        Assert.Equal(waiting.Select(one => one.GetProperty("id").GetString()).Order(), Directory.GetFiles(Queue).Select(path => Path.GetFileName(path)).Order());
        Assert.All(waiting, one => Assert.InRange(one.GetProperty("bytes").GetInt64(), 1 << 20, 20 << 20));
        foreach (string file in Directory.GetFiles(_people["alice"], "*", SearchOption.AllDirectories))
            Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.ASCII.GetBytes(LongMail.Marker)));
        if (!OperatingSystem.IsWindows())
            Assert.All(Directory.GetFiles(Queue), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));

        _next.Code = 0;
        string state = _people.StateOf("alice");
        File.WriteAllText(Path.Combine(Queue, "broken-off"), "what a kill left behind");
        _people.Run("alice", mail, "sendmail", "-t", "-i").Ok();
        Assert.Equal(state, _people.StateOf("alice"));
        Assert.Empty(Directory.GetFiles(Queue));
        Assert.Equal(["bob@example.org", "dave@example.org"], _next.Taken.Select(one => one.Recipient));
        Assert.Equal(mail, Household.WithoutStatus(_people.Read("bob", _next.Taken[0].Mail).Ok().Output));
        Assert.True(_next.Taken[1].Mail.AsSpan().EndsWith(mail));
    }

    [Fact]
    public void A_part_of_a_mail_is_never_handed_on_as_the_whole()
    {
        _next.Code = 75;
        _people.Run("alice", Long(), "sendmail", "-t", "-i").Ok();
        _next.Code = 0;
        string file = Assert.Single(Directory.GetFiles(Queue));
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^1000] ^= 1;
        File.WriteAllBytes(file, bytes);
        _people.Run("alice", null, "queue", "send").Refused(75);
        Assert.Empty(_next.Taken);
        Assert.Contains("has changed", Assert.Single(List()).GetProperty("reason").GetString());

        File.Delete(file);
        _people.Run("alice", null, "queue", "send").Refused(69);
        Assert.True(Assert.Single(List()).GetProperty("refused").GetBoolean());
        _people.Run("alice", SendmailTests.Mail("To: bob@example.org\n", "another"), "sendmail", "-t").Ok();
        Assert.Single(_next.Taken);
        _people.Run("alice", null, "queue", "drop", List()[0].GetProperty("id").GetString()!).Ok();
        Assert.Empty(List());
    }

    [PythonFact]
    public void A_disk_without_room_for_the_queue_is_74_and_changes_nothing()
    {
        string mail = _long.Write("long.eml", 6_000_000, asBase64: true);
        string state = _people.StateOf("alice");
        // the spool of the decoded mail has room, the encrypted one has not
        const string limited = """
            import os, resource, signal, sys
            resource.setrlimit(resource.RLIMIT_FSIZE, (7_000_000, 7_000_000))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            os.dup2(os.open(sys.argv[1], os.O_RDONLY), 0)
            os.execv(sys.argv[2], sys.argv[2:])
            """;
        _long.Python(limited, mail, OtrMailProgram.Path, "sendmail", "-t", "-i", "--home", _people["alice"]).Refused(74);
        Assert.Equal(state, _people.StateOf("alice"));
        Assert.Empty(Directory.GetFiles(Queue));
        Assert.Empty(List());
        Assert.Empty(_next.Taken);
    }

    [Fact]
    public void What_is_otr_mail_already_and_long_goes_out_as_it_is()
    {
        byte[] encrypted = _people.Run("alice", Long(), "encrypt").Ok().Output;
        byte[] withBcc = [.. "Bcc: carol@example.org\n"u8, .. encrypted];
        _people.Run("alice", withBcc, "sendmail", "-t", "-i").Ok();
        _people.Run("alice", withBcc, "sendmail", "-t", "-i").Ok();
        Assert.Equal(["bob@example.org", "carol@example.org"], _next.Taken.Select(one => one.Recipient));
        Assert.All(_next.Taken, one => Assert.True(encrypted.AsSpan().SequenceEqual(one.Mail)));
        _people.Run("alice", Household.PacketOf(encrypted), "sendmail", "bob@example.org").Refused(65);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_line_with_a_single_dot_ends_a_long_mail(bool crlf)
    {
        byte[] mail = Long();
        byte[] ended = [.. mail, .. crlf ? ".\r\n"u8 : ".\n"u8, .. "after the end\n"u8, .. mail];
        _people.Run("alice", ended, "sendmail", "-t").Ok();
        Assert.Equal(mail, Household.WithoutStatus(_people.Read("bob", Assert.Single(_next.Taken).Mail).Ok().Output));
    }

    private byte[] Long()
    {
        byte[] mail = File.ReadAllBytes(_long.Write("long.eml", 6_000_000, asBase64: false));
        File.Delete(_people["long.eml"]);
        return [.. "Date: Thu, 1 Jan 2026 00:00:00 +0000\n"u8, .. mail];
    }

    private string[] Taken() => [.. Directory.GetFiles(_people["handed-on"]).Order()];

    private JsonElement[] List()
    {
        using JsonDocument document = JsonDocument.Parse(_people.Inside("alice", null, "queue", "list", "--json").Ok().Output);
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    private void Configure(string person, string settings) => File.WriteAllText(Path.Combine(_people[person], "config.toml"), settings);
}
