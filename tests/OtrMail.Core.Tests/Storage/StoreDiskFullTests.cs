using System.Diagnostics;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Storage;

public sealed class StoreDiskFullTests : IDisposable
{
    private readonly StoreHome _home = new();

    [Fact]
    public void A_database_that_cannot_grow_refuses_and_stays_as_it_was()
    {
        using (SqliteStore store = _home.Create())
            StoreHome.Put(store, StoreHome.Secret, "s", "n", "old");
        using (SqliteStore store = _home.Open(_home.Options(maxPages: 40)))
        {
            using IStoreTransaction transaction = store.Begin();
            transaction.Put(StoreHome.Secret, "s", "n", "new"u8);
            StoreException full = Assert.Throws<StoreException>(() =>
            {
                for (int i = 0; i < 100; i++)
                    transaction.Put(StoreHome.Secret, "s", $"{i}", new byte[10_000]);
            });
            Assert.Equal(StoreFault.InputOutput, full.Fault);
            Assert.Throws<InvalidOperationException>(transaction.Commit); // never half of it
        }

        AssertOldAndUsable(_home.Options());
    }

    [Fact]
    public void A_full_file_system_refuses_and_the_store_stays_as_it_was()
    {
        WithTmpfs((options, directory) =>
        {
            using (SqliteStore store = SqliteStore.Create(options, null, SystemRandomSource.Instance))
            {
                StoreHome.Put(store, StoreHome.Secret, "s", "n", "old");
                int refused = 0;
                for (int free = 0; free <= 200_000; free += 4096)
                {
                    string ballast = Path.Combine(directory, "ballast");
                    Fill(ballast, free);
                    try
                    {
                        using IStoreTransaction transaction = store.Begin();
                        transaction.Put(StoreHome.Secret, "s", "n", "new"u8);
                        transaction.Put(StoreHome.Secret, "s", "large", new byte[50_000]);
                        transaction.Forget("s");
                        transaction.Commit();
                        Assert.True(refused > 5, "the disk was never full");
                        return;
                    }
                    catch (StoreException e)
                    {
                        Assert.Equal(StoreFault.InputOutput, e.Fault);
                        refused++;
                    }

                    File.Delete(ballast);
                    Assert.Equal("old", StoreHome.Get(store, StoreHome.Secret, "s", "n"));
                }
            }

            Assert.Fail("there was always too little space");
        });
    }

    [Fact]
    public void A_store_is_not_half_made_on_a_full_file_system()
    {
        WithTmpfs((options, directory) =>
        {
            for (int free = 0; ; free += 4096)
            {
                string ballast = Path.Combine(directory, "ballast");
                Fill(ballast, free);
                try
                {
                    SqliteStore.Create(options, null, SystemRandomSource.Instance).Dispose();
                    File.Delete(ballast);
                    break;
                }
                catch (StoreException e)
                {
                    Assert.Equal(StoreFault.InputOutput, e.Fault);
                    StoreHome.AssertFault(StoreFault.Missing, () => _home.Open(options));
                    File.Delete(ballast);
                }
            }

            using SqliteStore store = _home.Open(options);
            StoreHome.Put(store, StoreHome.Secret, "s", "n", "old");
        });
    }

    [Fact]
    public void A_read_only_file_system_refuses()
    {
        WithTmpfs((options, directory) =>
        {
            using SqliteStore store = SqliteStore.Create(options, null, SystemRandomSource.Instance);
            Run("mount", "-o", "remount,ro", directory);
            StoreHome.AssertFault(StoreFault.InputOutput, store.Begin);
        });
    }

    public void Dispose() => _home.Dispose();

    private void AssertOldAndUsable(StoreOptions options)
    {
        using SqliteStore store = _home.Open(options);
        Assert.Equal("old", StoreHome.Get(store, StoreHome.Secret, "s", "n"));
        StoreHome.Put(store, StoreHome.Secret, "s", "n", "newer", forget: true);
        Assert.Equal("newer", StoreHome.Get(store, StoreHome.Secret, "s", "n"));
    }

    private static void Fill(string ballast, int free)
    {
        using FileStream file = File.Create(ballast);
        var page = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(page);
                file.Flush();
            }
        }
        catch (IOException)
        {
            file.SetLength(Math.Max(0, file.Length - free));
        }
    }

    // Only the superuser can mount; everybody else has the database that cannot grow, above.
    private void WithTmpfs(Action<StoreOptions, string> test)
    {
        string directory = Directory.CreateDirectory(_home.Data + "-full").FullName;
        if (Environment.UserName != "root")
            return;
        if (!Run("mount", "-t", "tmpfs", "-o", "size=400k,mode=700", "tmpfs", directory))
            return;
        try
        {
            test(new StoreOptions { Directory = Path.Combine(directory, "data"), Cost = StoreHome.Cheap }, directory);
        }
        finally
        {
            Run("umount", directory);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}
