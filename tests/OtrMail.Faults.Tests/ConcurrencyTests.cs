using System.Diagnostics;
using System.Text.Json;
using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Faults.Tests;

/// <summary>Many processes with one store: what they do together they could have done one after the other.</summary>
public sealed class ConcurrencyTests : IDisposable
{
    private const int Each = 10;

    private readonly Household _people = Household.New();

    public ConcurrencyTests() => _people.Acquaint("alice", "bob");

    public void Dispose() => _people.Dispose();

    [Fact]
    public void Thirty_two_processes_leave_what_some_order_of_them_leaves()
    {
        byte[][] incoming = [.. Enumerable.Range(0, Each).Select(i => _people.Encrypted("alice", "bob", $"in {i}"))];
        List<(string Kind, int Number, byte[] Input, Task<RunResult> Run)> runs = [];
        for (int i = 0; i < Each; i++)
        {
            Start(runs, "encrypt", i, Household.Mail("bob", "alice", $"out {i}"), "encrypt");
            Start(runs, "decrypt", i, incoming[i], "decrypt");
        }

        // the first five once more, each at the same time as the other
        for (int i = 0; i < 5; i++)
            Start(runs, "decrypt", i, incoming[i], "decrypt");
        for (int i = 0; i < 4; i++)
            Start(runs, "tend", i, [], "tend", "--outbox", _people["outbox"]);
        Start(runs, "rotate", 0, [], "key", "rotate");
        Start(runs, "status", 0, [], "status", "--json");
        Start(runs, "list", 0, [], "key", "list");
        Assert.Equal(32, runs.Count);
        AssertServed(runs.Select(run => run.Run.Result));

        foreach (var group in runs.Where(run => run.Kind == "decrypt" && run.Run.Result.ExitCode == 0).GroupBy(run => run.Number))
        {
            Assert.All(group, run => Assert.EndsWith($"\nin {run.Number}\n", run.Run.Result.Text));
            Assert.Single(group, run => !run.Run.Result.StatusOf().Contains("; duplicate", StringComparison.Ordinal));
        }

        // no seen-row was lost: every one of them was read
        Assert.All(incoming, mail => Assert.Contains("; duplicate", _people.Read("bob", mail).Ok().StatusOf()));
        byte[][] outgoing = [.. runs.Where(run => run.Kind == "encrypt" && run.Run.Result.ExitCode == 0).Select(run => run.Run.Result.Output)];
        AssertSomeOrder(outgoing);
        Assert.DoesNotContain(File.ReadAllBytes(Path.Combine(_people["bob"], "otrmail.db-journal")), one => one != 0);
        _people.Clock.Seconds += 600;
        _people.Read("bob", _people.Encrypted("alice", "bob", "afterwards")).Ok();
    }

    [PeerFact("dovecot")]
    public void A_watching_fetch_and_thirty_one_others_serve_everybody()
    {
        using var server = new Dovecot();
        for (int i = 0; i < 5; i++)
            server.Put(_people.Encrypted("alice", "bob", $"there {i}"));
        File.WriteAllText(Path.Combine(_people["bob"], "config.toml"), server.PlainAccount("maildir = \"Mail\""));
        using Process watching = Process.Start(OtrMailProgram.Start(_people.Folder, "fetch", "--watch", "--home", _people["bob"]))!;
        try
        {
            List<(string Kind, int Number, byte[] Input, Task<RunResult> Run)> runs = [];
            for (int i = 0; i < 31; i++)
            {
                if (i % 2 == 0)
                    Start(runs, "encrypt", i, Household.Mail("bob", "alice", $"out {i}"), "encrypt");
                else
                    Start(runs, "decrypt", i, _people.Encrypted("alice", "bob", $"in {i}"), "filter", "in");
                if (i % 6 == 0)
                    server.Put(_people.Encrypted("alice", "bob", $"came {i}"));
            }

            AssertServed(runs.Select(run => run.Run.Result));
            Assert.All(runs.Where(run => run.Kind == "decrypt" && run.Run.Result.ExitCode == 0), run => Assert.StartsWith("OTR-Mail-Status: authentic;", run.Run.Result.Text));
            AssertSomeOrder([.. runs.Where(run => run.Kind == "encrypt" && run.Run.Result.ExitCode == 0).Select(run => run.Run.Result.Output)]);
            WaitForMails(11);
        }
        finally
        {
            watching.Kill();
            watching.WaitForExit();
        }
    }

    [Fact]
    public async Task Who_waits_longer_than_the_time_out_is_told_to_try_again_and_changes_nothing()
    {
        File.WriteAllText(Path.Combine(_people["bob"], "config.toml"), "lock_timeout = \"1 s\"\n");
        byte[] mail = _people.Encrypted("alice", "bob", "later");
        string database = Convert.ToHexString(File.ReadAllBytes(Path.Combine(_people["bob"], "otrmail.db")));
        using (File.Open(Path.Combine(_people["bob"], "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            RunResult[] results = await Task.WhenAll(new[] { "decrypt", "encrypt", "filter in", "tend", "key rotate", "status" }.Select(command =>
                Task.Run(() => _people.Run("bob", command == "encrypt" ? Household.Mail("bob", "alice") : mail, command.Split(' ')))));
            Assert.All(results, result => result.Refused(75));
        }

        Assert.Equal(database, Convert.ToHexString(File.ReadAllBytes(Path.Combine(_people["bob"], "otrmail.db"))));
        Assert.DoesNotContain("; duplicate", _people.Read("bob", mail).Ok().StatusOf());
    }

    private void Start(List<(string Kind, int Number, byte[] Input, Task<RunResult> Run)> runs, string kind, int number, byte[] input, params string[] command) =>
        runs.Add((kind, number, input, Task.Factory.StartNew(() => _people.Run("bob", input, command), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    private static void AssertServed(IEnumerable<RunResult> results) => Assert.All(results, result =>
    {
        Assert.True(result.ExitCode is 0 or 75, $"{result.ExitCode}: {result.Error}");
        if (result.ExitCode == 75)
            Assert.Empty(result.Output);
    });

    /// <summary>Alice reads each as new; their stamps are all different, and in their order key IDs never go back.</summary>
    private void AssertSomeOrder(byte[][] mails)
    {
        List<(long Stamp, long KeyId, string Header)> read = [];
        foreach (byte[] mail in mails)
        {
            RunResult opened = _people.Read("alice", mail).Ok();
            Assert.StartsWith("OTR-Mail-Status: authentic; ", opened.StatusOf());
            Assert.DoesNotContain("; duplicate", opened.StatusOf());
            JsonElement seen = _people.Inspect(mail);
            read.Add((StampOf(opened), seen.GetProperty("senderKeyId").GetInt64(), seen.GetProperty("headerHash").GetString()!));
        }

        Assert.Equal(mails.Length, read.Select(one => one.Stamp).Distinct().Count());
        Assert.Equal(mails.Length, read.Select(one => one.Header).Distinct().Count());
        long[] ids = [.. read.OrderBy(one => one.Stamp).Select(one => one.KeyId)];
        Assert.Equal(ids.Order(), ids);
    }

    private static long StampOf(RunResult read) =>
        long.Parse(read.StatusOf().Split("; stamp=")[1].Split(';')[0], System.Globalization.CultureInfo.InvariantCulture);

    private void WaitForMails(int count)
    {
        string[] Mails() => [.. new[] { "new", "cur" }.Select(part => Path.Combine(_people["bob"], "Mail", part)).Where(Directory.Exists).SelectMany(Directory.GetFiles)];
        for (var time = Stopwatch.StartNew(); Mails().Length < count; Thread.Sleep(50))
            Assert.True(time.Elapsed < TimeSpan.FromSeconds(60), $"{Mails().Length} of {count} mails came");
        Assert.Equal(count, Mails().Select(File.ReadAllText).Select(mail => mail.TrimEnd('\n').Split('\n')[^1]).Distinct().Count());
    }
}
