using System.Diagnostics;
using Microsoft.Data.Sqlite;
using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Storage;

public sealed class StoreLockTests : IDisposable
{
    private readonly StoreHome _home = new();

    public StoreLockTests() => _home.Create().Dispose();

    [Fact]
    public void Two_stores_on_one_directory_take_turns()
    {
        using SqliteStore one = _home.Open(_home.Options(timeout: TimeSpan.FromMilliseconds(200)));
        using SqliteStore two = _home.Open(_home.Options(timeout: TimeSpan.FromMilliseconds(200)));
        using (one.Begin())
            Assert.Throws<StoreBusyException>(two.Begin);
        using (two.Begin())
            Assert.Throws<StoreBusyException>(one.Begin);
        StoreHome.Put(one, StoreHome.Secret, "s", "n", "1", forget: true);
        StoreHome.Put(two, StoreHome.Secret, "s", "n", "2", forget: true);
        Assert.Equal("2", StoreHome.Get(one, StoreHome.Secret, "s", "n"));
    }

    [Fact]
    public void Thirty_two_stores_all_succeed()
    {
        var failures = new System.Collections.Concurrent.ConcurrentBag<Exception>();
        void Add()
        {
            try
            {
                using SqliteStore store = _home.Open();
                for (int i = 0; i < 3; i++)
                {
                    using IStoreTransaction transaction = store.Begin();
                    int before = transaction.Get(StoreHome.Secret, "s", "n")?[0] ?? 0;
                    transaction.Put(StoreHome.Secret, "s", "n", [(byte)(before + 1)]);
                    transaction.Forget("s");
                    transaction.Commit();
                }
            }
            catch (StoreException e)
            {
                failures.Add(e);
            }
        }

        Thread[] threads = [.. Enumerable.Range(0, 32).Select(_ => new Thread(Add))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.Empty(failures);
        using SqliteStore last = _home.Open();
        using IStoreTransaction result = last.Begin();
        Assert.Equal([96], result.Get(StoreHome.Secret, "s", "n"));
        Assert.Equal(96, result.Generation);
        Assert.False(result.WasSetBack);
    }

    [Fact]
    public void A_foreign_process_that_holds_the_lock_is_waited_for_and_then_given_up()
    {
        if (!File.Exists("/usr/bin/flock"))
            return; // util-linux; the lock is the same flock(2) for every program
        using var process = Process.Start(
            new ProcessStartInfo("/usr/bin/flock", [_home.File("lock"), "sh", "-c", "echo held; read line"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        Assert.Equal("held", process.StandardOutput.ReadLine());
        using SqliteStore impatient = _home.Open(_home.Options(timeout: TimeSpan.FromMilliseconds(150)));
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(StoreFault.Busy, Assert.Throws<StoreBusyException>(impatient.Begin).Fault);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 149, 5000);

        using SqliteStore patient = _home.Open();
        using var release = new Timer(_ => process.StandardInput.Close(), null, 100, Timeout.Infinite);
        using IStoreTransaction transaction = patient.Begin();
        process.WaitForExit();
        Assert.False(transaction.WasSetBack);
    }

    [Fact]
    public void A_foreign_lock_on_the_database_is_busy_too()
    {
        using SqliteConnection connection = _home.Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();
        using SqliteStore store = _home.Open(_home.Options(timeout: TimeSpan.FromMilliseconds(100)));
        Assert.Equal(StoreFault.Busy, Assert.Throws<StoreBusyException>(store.Begin).Fault);
        command.CommandText = "ROLLBACK";
        command.ExecuteNonQuery();
        StoreHome.Put(store, StoreHome.Kept, "s", "n", "1");
    }

    [Fact]
    public void Opening_and_the_passphrase_need_no_lock()
    {
        using SqliteStore holder = _home.Open();
        using IStoreTransaction transaction = holder.Begin();
        using SqliteStore other = _home.Open();
        Assert.False(Vault.NeedsPassphrase(_home.Options()));
    }

    public void Dispose() => _home.Dispose();
}
