using System.Text;
using Microsoft.Data.Sqlite;
using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Storage;

/// <summary>What the database keeps to roll back by: something while a transaction is written, zeros in between.</summary>
public sealed class StoreJournalTests : IDisposable
{
    private readonly StoreHome _home = new();

    private string Journal => _home.File("otrmail.db-journal");

    [Fact]
    public void Between_transactions_the_journal_is_zeros_however_long_they_were()
    {
        using SqliteStore store = _home.Create();
        Assert.True(StoreHome.HasClearJournal(_home.Data));
        foreach (int size in new[] { 10, 9000, 3 << 20, 10 })
        {
            using (IStoreTransaction transaction = store.Begin())
            {
                transaction.Put(StoreHome.Secret, "s", "n", new byte[size]);
                transaction.Put(StoreHome.Kept, "s", "n", new byte[size]);
                transaction.Commit();
            }

            Assert.True(StoreHome.HasClearJournal(_home.Data), $"{size}");
            Assert.InRange(new FileInfo(Journal).Length, 1, 128 << 10);
        }
    }

    [Fact]
    public void What_a_transaction_that_is_given_up_leaves_goes_with_the_next_commit()
    {
        using SqliteStore store = _home.Create();
        StoreHome.Put(store, StoreHome.Secret, "s", "n", "kept");
        using (IStoreTransaction transaction = store.Begin())
        {
            for (int i = 0; i < 6; i++) // more than SQLite's page cache holds
                transaction.Put(StoreHome.Kept, "s", $"{i}", new byte[1 << 20]);
        }

        Assert.Equal("kept", StoreHome.Get(store, StoreHome.Secret, "s", "n"));
        StoreHome.Put(store, StoreHome.Secret, "s", "n", "new", forget: true);
        Assert.Equal("new", StoreHome.Get(store, StoreHome.Secret, "s", "n"));
        Assert.True(StoreHome.HasClearJournal(_home.Data));
    }

    [Fact]
    public void What_a_kill_left_behind_a_zeroed_header_is_no_state_to_go_back_to_and_goes_with_the_next_commit()
    {
        using SqliteStore store = _home.Create();
        StoreHome.Put(store, StoreHome.Secret, "s", "n", "old");

        // a journal as long as a mail's: its header zeroed, its pages not, but for one in the middle
        byte[] left = Encoding.ASCII.GetBytes(new string('x', 100_000));
        left.AsSpan(0, 28).Clear();
        left.AsSpan(40_000, 20_000).Clear();
        File.WriteAllBytes(Journal, left);
        Assert.Equal("old", StoreHome.Get(store, StoreHome.Secret, "s", "n"));
        StoreHome.Put(store, StoreHome.Secret, "s", "n", "new");
        Assert.Equal("new", StoreHome.Get(store, StoreHome.Secret, "s", "n"));
        Assert.True(StoreHome.HasClearJournal(_home.Data));
    }

    [Fact]
    public void A_database_that_was_given_a_write_ahead_log_from_outside_has_none_afterwards()
    {
        using SqliteStore store = _home.Create();
        using (SqliteConnection other = _home.Connect())
        {
            using SqliteCommand command = other.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL; UPDATE meta SET set_back = 1";
            command.ExecuteNonQuery();
        }

        StoreHome.Put(store, StoreHome.Secret, "s", "n", "new", forget: true);
        Assert.Equal("new", StoreHome.Get(store, StoreHome.Secret, "s", "n"));
        Assert.Empty(Directory.GetFiles(_home.Data, "*-wal").Concat(Directory.GetFiles(_home.Data, "*-shm")));
        Assert.True(StoreHome.HasClearJournal(_home.Data));
    }

    public void Dispose() => _home.Dispose();
}
