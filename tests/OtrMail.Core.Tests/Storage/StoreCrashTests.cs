using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Storage;

/// <summary>
/// A kill is played by copying all files at each point where a commit has changed them, and opening the copy; a
/// failing disk by an exception there.
/// </summary>
public sealed class StoreCrashTests : IDisposable
{
    private readonly StoreHome _home = new();

    [Fact]
    public void A_kill_during_a_forgetting_leaves_the_old_or_the_new_state()
    {
        PutOldState();
        var snapshots = new List<(string Step, StoreOptions Options)>();
        using (SqliteStore store = _home.Open(_home.Options(step => snapshots.Add((step, _home.Snapshot())))))
            CommitNewState(store);

        Assert.Equal(9, snapshots.Count);
        bool wasNew = false;
        foreach ((string step, StoreOptions options) in snapshots)
        {
            string state = StateOf(options, step);
            Assert.True(state is "new" || !wasNew, step);
            wasNew = state == "new";
            bool afterCommit = step.StartsWith("root blank", StringComparison.Ordinal)
                || step == "commit: database committed";
            Assert.Equal(afterCommit, wasNew);
        }
    }

    [Fact]
    public void A_kill_while_the_leftover_is_dropped_leaves_the_state()
    {
        PutOldState();
        StoreOptions? killed = null;
        using (SqliteStore store = _home.Open(_home.Options(step =>
            killed ??= step == "commit: database committed" ? _home.Snapshot() : null)))
            CommitNewState(store);

        int blanked = 0;
        var second = new StoreOptions
        {
            Directory = killed!.Directory,
            StateDirectory = killed.StateDirectory,
            StepReached = _ => blanked++,
        };
        for (int i = 0; i < 2; i++)
        {
            using SqliteStore store = _home.Open(second);
            Assert.Equal("new", StoreHome.Get(store, StoreHome.Secret, "s", "kept"));
            Assert.Equal(3, blanked); // before, written, durable: once
        }
    }

    [Fact]
    public void A_torn_write_of_the_new_root_key_leaves_the_old_state()
    {
        PutOldState();
        var killed = new List<StoreOptions>();
        using (SqliteStore store = _home.Open(_home.Options(step =>
        {
            while (step == "root key: written" && killed.Count < 4)
                killed.Add(_home.Snapshot());
        })))
            CommitNewState(store);

        foreach ((StoreOptions options, int written) in killed.Zip([1, 20, 50, 76]))
        {
            // the store is new, so its key is in slot 0 and the next one goes into slot 1
            string root = Path.Combine(options.Directory, "root");
            byte[] bytes = File.ReadAllBytes(root);
            Assert.Equal((byte)'O', bytes[RootFile.SlotSize]);
            bytes.AsSpan(RootFile.SlotSize + written).Clear();
            File.WriteAllBytes(root, bytes);
            Assert.Equal("old", StateOf(options, $"torn after {written}"));
        }
    }

    [Fact]
    public void A_kill_in_the_middle_of_a_large_transaction_is_rolled_back_from_the_journal()
    {
        PutOldState();
        StoreOptions? killed = null;
        using (SqliteStore store = _home.Open(_home.Options(step =>
            killed ??= step == "commit: before the database commits" ? _home.Snapshot() : null)))
        {
            using IStoreTransaction transaction = store.Begin();
            for (int i = 0; i < 6; i++) // more than SQLite's page cache holds, so that pages are in the file early
                transaction.Put(StoreHome.Secret, "large", $"{i}", new byte[1 << 20]);
            transaction.Delete(StoreHome.Secret, "s", "gone");
            transaction.Forget("s");
            transaction.Commit();
        }

        Assert.False(StoreHome.HasClearJournal(killed!.Directory));
        Assert.True(new FileInfo(Path.Combine(killed.Directory, "otrmail.db")).Length > 1 << 20);
        Assert.Equal("old", StateOf(killed, "spilled"));
        Assert.True(StoreHome.HasClearJournal(killed.Directory));
    }

    [Fact]
    public void A_failing_disk_at_any_step_leaves_the_old_or_the_new_state_and_no_foreign_exception()
    {
        for (int failing = 1; failing <= 9; failing++)
        {
            using var home = new StoreHome();
            using (home.Create())
            {
            }

            PutOldState(home);
            int steps = 0;
            bool armed = false;
            using (SqliteStore store = home.Open(home.Options(step =>
            {
                if (armed && ++steps == failing)
                    throw new IOException("no space left on device");
            })))
            {
                armed = true;
                StoreException? refused = null;
                try
                {
                    CommitNewState(store);
                }
                catch (StoreException e)
                {
                    refused = e;
                }

                armed = false;
                Assert.True(refused is null or { Fault: StoreFault.InputOutput });
                Assert.Equal(refused is null ? "new" : "old", StateOf(home.Options(), $"step {failing}"));
                Assert.Equal(refused is null ? "new" : "old", StoreHome.Get(store, StoreHome.Secret, "s", "kept"));
            }
        }
    }

    [Fact]
    public void A_leftover_root_key_that_cannot_be_overwritten_is_reported_at_the_next_transaction()
    {
        PutOldState();
        bool broken = false;
        using SqliteStore store = _home.Open(_home.Options(step =>
        {
            if (broken && step.StartsWith("root blank", StringComparison.Ordinal))
                throw new IOException("input/output error");
        }));
        broken = true;
        CommitNewState(store);
        StoreHome.AssertFault(StoreFault.InputOutput, store.Begin);
        broken = false;
        Assert.Equal("new", StoreHome.Get(store, StoreHome.Secret, "s", "kept"));
        Assert.Equal(1, UsedSlots(_home.File("root")));
    }

    [Fact]
    public void A_kill_while_a_store_is_made_leaves_none_or_a_whole_one()
    {
        using var home = new StoreHome();
        var snapshots = new List<(string Step, StoreOptions Options)>();
        using (SqliteStore.Create(
            home.Options(step => snapshots.Add((step, home.Snapshot()))), null, SystemRandomSource.Instance))
        {
        }

        Assert.Equal(7, snapshots.Count);
        foreach ((string step, StoreOptions options) in snapshots)
        {
            bool done = step == "create: done";
            Assert.Equal(done, File.Exists(Path.Combine(options.Directory, "vault")));
            if (!done)
            {
                StoreHome.AssertFault(StoreFault.Missing, () => home.Open(options));
                SqliteStore.Create(options, null, SystemRandomSource.Instance).Dispose();
            }

            using SqliteStore store = home.Open(options);
            StoreHome.Put(store, StoreHome.Secret, "s", "n", "works");
            Assert.Equal("works", StoreHome.Get(store, StoreHome.Secret, "s", "n"));
            Assert.False(File.Exists(Path.Combine(options.Directory, "vault.new")));
        }
    }

    public void Dispose() => _home.Dispose();

    internal static int UsedSlots(string root)
    {
        byte[] bytes = File.ReadAllBytes(root);
        return new[] { 0, RootFile.SlotSize }.Count(
            slot => bytes.AsSpan(slot, RootFile.SlotSize).ContainsAnyExcept((byte)0));
    }

    private void PutOldState()
    {
        using (_home.Create())
        {
        }

        PutOldState(_home);
    }

    private static void PutOldState(StoreHome home)
    {
        using SqliteStore store = home.Open();
        using IStoreTransaction transaction = store.Begin();
        transaction.Put(StoreHome.Secret, "s", "gone", "old"u8);
        transaction.Put(StoreHome.Secret, "s", "kept", "old"u8);
        transaction.Put(StoreHome.Secret, "t", "other", "same"u8);
        transaction.Put(StoreHome.Kept, "s", "contact", "old"u8);
        transaction.Commit();
    }

    private static void CommitNewState(SqliteStore store)
    {
        using IStoreTransaction transaction = store.Begin();
        transaction.Delete(StoreHome.Secret, "s", "gone");
        transaction.Put(StoreHome.Secret, "s", "kept", "new"u8);
        transaction.Put(StoreHome.Kept, "s", "contact", "new"u8);
        transaction.Forget("s");
        transaction.Commit();
    }

    /// <summary>Opens a store; answers which state it is in, having checked that it is whole and can go on.</summary>
    private string StateOf(StoreOptions options, string step)
    {
        string state;
        using (SqliteStore store = _home.Open(options))
        {
            using (IStoreTransaction transaction = store.Begin())
            {
                state = System.Text.Encoding.UTF8.GetString(transaction.Get(StoreHome.Secret, "s", "kept")!);
                Assert.Equal(StoreHome.Bytes(state), transaction.Get(StoreHome.Kept, "s", "contact"));
                Assert.Equal(state == "old" ? "old"u8.ToArray() : null, transaction.Get(StoreHome.Secret, "s", "gone"));
                Assert.Equal("same"u8.ToArray(), transaction.Get(StoreHome.Secret, "t", "other"));
                Assert.False(transaction.WasSetBack, step);
                Assert.Equal(state == "old" ? 1 : 2, transaction.Generation);
                Assert.Equal(1, UsedSlots(Path.Combine(options.Directory, "root")));
            }

            for (int i = 0; i < 2; i++)
            {
                StoreHome.Put(store, StoreHome.Secret, "u", $"{i}", "more", forget: true);
                Assert.Equal("more", StoreHome.Get(store, StoreHome.Secret, "u", $"{i}"));
            }

            StoreHome.Put(store, StoreHome.Secret, "u", "0", "even more", forget: true);
            Assert.Equal("same", StoreHome.Get(store, StoreHome.Secret, "t", "other"));
        }

        return state;
    }
}
