using System.Diagnostics;
using System.Text;

namespace OtrMail.Cli.Tests;

/// <summary>Mail that is too long for memory, through the program: bounded memory, nothing plain on disk, all or nothing.</summary>
public sealed class LongMailTests : IDisposable
{
    /// <summary>More than an empty mail takes.</summary>
    private const int MostMemory = 64 << 20;

    private readonly Household _people = Household.New();
    private readonly LongMail _long;

    public LongMailTests() => _long = new LongMail(_people);

    public void Dispose() => _people.Dispose();

    [PythonFact]
    public void A_mail_of_300_MB_goes_both_ways_through_pipes_in_64_MiB_of_memory_more_than_an_empty_one()
    {
        foreach (string person in new[] { "alice", "bob" })
            File.WriteAllText(Path.Combine(_people[person], "config.toml"), "packet_limit = \"1 GiB\"\n");
        string empty = _long.Write("empty.eml", 0, asBase64: false);
        string mail = _long.Write("long.eml", 300_000_000, asBase64: true);
        long least = _long.Piped("alice", empty, "empty.out", "encrypt");
        Assert.InRange(_long.Piped("alice", mail, "long.out", "encrypt"), 0, least + MostMemory);
        Assert.InRange(new FileInfo(_people["long.out"]).Length, 0, (long)(new FileInfo(mail).Length * 1.05));
        least = _long.Piped("bob", _people["empty.out"], "empty.read", "decrypt");
        Assert.InRange(_long.Piped("bob", _people["long.out"], "long.read", "decrypt"), 0, least + MostMemory);
        LongMail.AssertSame(mail, _people["long.read"], statusLine: true);
    }

    [Fact]
    public void A_long_mail_passes_every_filter_and_is_shown_again_from_the_archive()
    {
        string mail = _long.Write("long.eml", 20_000_000, asBase64: false);
        byte[] bytes = File.ReadAllBytes(mail);
        byte[] sealedMail = _people.Run("alice", bytes, "filter", "out").Ok().Output;
        byte[] read = _people.Run("bob", sealedMail, "filter", "in").Ok().Output;
        Assert.True(bytes.AsSpan().SequenceEqual(Household.WithoutStatus(read)));
        byte[] again = _people.Run("bob", sealedMail, "filter", "in").Ok().Output;
        Assert.Contains("; archived", Encoding.ASCII.GetString(again.AsSpan(0, 300)));
        Assert.True(bytes.AsSpan().SequenceEqual(Household.WithoutStatus(again)));
        _people.Run("bob", null, "archive", "forget", "--all").Ok();
        byte[] duplicate = _people.Run("bob", sealedMail, "filter", "in").Ok().Output;
        Assert.Contains("; duplicate", Encoding.ASCII.GetString(duplicate.AsSpan(0, 300)));
        Assert.True(bytes.AsSpan().SequenceEqual(_people.Run("bob", bytes, "filter", "in").Ok().Output)); // not ours
        Assert.True(sealedMail.AsSpan().SequenceEqual(_people.Run("alice", sealedMail, "filter", "out").Ok().Output)); // already
        byte[] plain = _people.Run("alice", bytes, "filter", "out", "--plain", "bob@example.org").Ok().Output;
        Assert.StartsWith("OTR-Mail-Key: ", Encoding.ASCII.GetString(plain.AsSpan(0, 20)));
        Assert.True(plain.AsSpan(plain.Length - bytes.Length).SequenceEqual(bytes));
        sealedMail[sealedMail.Length / 2] ^= 1;
        byte[] unreadable = _people.Run("bob", sealedMail, "filter", "in").Ok().Output;
        Assert.StartsWith("OTR-Mail-Status: unreadable; reason=", Encoding.ASCII.GetString(unreadable.AsSpan(0, 50)));
        Assert.True(sealedMail.AsSpan().SequenceEqual(Household.WithoutStatus(unreadable)));
    }

    [Fact]
    public void A_long_mail_that_was_altered_leaves_nothing_on_stdout()
    {
        byte[] sealedMail = _people.Run("alice", File.ReadAllBytes(_long.Write("long.eml", 10_000_000, asBase64: true)), "encrypt").Ok().Output;
        string state = _people.StateOf("bob");
        sealedMail[sealedMail.Length / 2] = (byte)(sealedMail[sealedMail.Length / 2] == 'A' ? 'B' : 'A');
        _people.Run("bob", sealedMail, "decrypt").Refused(65);
        Assert.Equal(state, _people.StateOf("bob"));
    }

    [Fact]
    public void What_waits_on_the_disk_while_a_long_mail_is_read_from_a_pipe_is_sealed_and_has_no_name()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Directory.CreateDirectory(_people["temporary"]);
        ProcessStartInfo start = OtrMailProgram.Start(_people.Folder, "encrypt", "--home", _people["alice"]);
        start.Environment["TMPDIR"] = _people["temporary"];
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // where there is a runtime, it makes pipes there
        byte[] mail = File.ReadAllBytes(_long.Write("long.eml", 20_000_000, asBase64: false));
        File.Delete(_people["long.eml"]);
        using Process process = Process.Start(start)!;
        process.StandardInput.BaseStream.Write(mail.AsSpan(0, 15_000_000));
        process.StandardInput.BaseStream.Flush();
        byte[] spooled = WaitForSpool(process.Id);
        Assert.Equal(-1, spooled.AsSpan().IndexOf(Encoding.ASCII.GetBytes(LongMail.Marker)));
        foreach (string file in Directory.GetFiles(_people.Folder, "*", SearchOption.AllDirectories))
            Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.ASCII.GetBytes(LongMail.Marker)));
        process.Kill();
        process.WaitForExit();
        Assert.DoesNotContain(Directory.GetFiles(_people.Folder, "*", SearchOption.AllDirectories), file => file.EndsWith(".spool", StringComparison.Ordinal));
    }

    [PythonFact]
    public void A_disk_without_room_for_the_spool_is_74_and_changes_nothing()
    {
        string mail = _long.Write("long.eml", 20_000_000, asBase64: false);
        string state = _people.StateOf("alice");
        RunResult result = Limited("resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000)); signal.signal(signal.SIGXFSZ, signal.SIG_IGN)", mail, "alice");
        result.Refused(74);
        Assert.Equal(state, _people.StateOf("alice"));
    }

    /// <summary>The spool is in the data directory; a runtime has files and pipes of its own that are gone from elsewhere.</summary>
    private byte[] WaitForSpool(int process)
    {
        for (int i = 0; i < 600; i++)
        {
            foreach (string link in Directory.GetFiles($"/proc/{process}/fd"))
            {
                if (new FileInfo(link).LinkTarget is { } target && target.StartsWith(_people["alice"], StringComparison.Ordinal)
                    && target.EndsWith("(deleted)", StringComparison.Ordinal) && File.ReadAllBytes(link) is { Length: > 5_000_000 } bytes)
                    return bytes;
            }

            Thread.Sleep(50);
        }

        throw new TimeoutException("no spool was seen");
    }

    private RunResult Limited(string limit, string input, string person)
    {
        string script = $"""
            import os, resource, signal, sys
            {limit}
            os.dup2(os.open(sys.argv[1], os.O_RDONLY), 0)
            os.execv(sys.argv[2], sys.argv[2:])
            """;
        return _long.Python(script, input, OtrMailProgram.Path, "encrypt", "--home", _people[person]);
    }
}
