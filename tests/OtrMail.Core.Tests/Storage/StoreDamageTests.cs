using Microsoft.Data.Sqlite;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Storage;

/// <summary>Files that do not read as what was written give the right fault and no foreign exception.</summary>
public sealed class StoreDamageTests : IDisposable
{
    private readonly StoreHome _home = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Any_flipped_byte_of_the_vault_is_damage(bool withPassphrase)
    {
        byte[]? passphrase = withPassphrase ? "correct horse"u8.ToArray() : null;
        _home.Create(passphrase).Dispose();
        byte[] good = File.ReadAllBytes(_home.File("vault"));
        for (int i = 0; i < good.Length; i++)
        {
            foreach (byte flip in new byte[] { 1, 0x80, 0xff })
            {
                byte[] bad = [.. good];
                bad[i] ^= flip;
                File.WriteAllBytes(_home.File("vault"), bad);
                StoreHome.AssertFault(StoreFault.Damaged, () => _home.Open(null, passphrase));
            }
        }
    }

    [Theory]
    [InlineData("vault")]
    [InlineData("root")]
    public void A_truncated_lengthened_or_overwritten_file_is_damage(string name)
    {
        _home.Create().Dispose();
        byte[] good = File.ReadAllBytes(_home.File(name));
        var random = new Random(1);
        byte[] garbage = new byte[good.Length];
        random.NextBytes(garbage);
        IEnumerable<byte[]> bad =
        [
            .. Enumerable.Range(0, 40).Select(i => good[..(good.Length * i / 40)]),
            [.. good, 0], new byte[good.Length], garbage, new byte[100_000],
        ];
        foreach (byte[] bytes in bad)
        {
            File.WriteAllBytes(_home.File(name), bytes);
            StoreHome.AssertFault(StoreFault.Damaged, OpenAndRead);
        }

        File.WriteAllBytes(_home.File(name), good);
        OpenAndRead();
    }

    [Fact]
    public void Any_flipped_byte_of_the_root_key_in_use_is_damage_and_the_other_slot_is_blanked()
    {
        using (SqliteStore store = _home.Create())
            StoreHome.Put(store, StoreHome.Secret, "s", "n", "value", forget: true);
        byte[] good = File.ReadAllBytes(_home.File("root"));
        int used = good[0] == 'O' ? 0 : RootFile.SlotSize;
        int blank = RootFile.SlotSize - used;
        foreach (int i in Enumerable.Range(0, 80).Append(2000).Append(RootFile.SlotSize - 1))
        {
            byte[] bad = [.. good];
            bad[used + i] ^= 1;
            File.WriteAllBytes(_home.File("root"), bad);
            StoreHome.AssertFault(StoreFault.Damaged, OpenAndRead);

            bad = [.. good];
            bad[blank + i] ^= 1;
            File.WriteAllBytes(_home.File("root"), bad);
            OpenAndRead();
            Assert.Equal(good, File.ReadAllBytes(_home.File("root")));
        }
    }

    [Theory]
    [InlineData("root")]
    [InlineData("otrmail.db")]
    public void A_file_that_is_missing_beside_its_vault_is_damage(string name)
    {
        _home.Create().Dispose();
        File.Delete(_home.File(name));
        StoreException damaged = Assert.Throws<StoreException>(OpenAndRead);
        Assert.Equal(StoreFault.Damaged, damaged.Fault);
        Assert.Contains(name, damaged.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_home.File(name)));
    }

    [Fact]
    public void Without_vault_or_directory_there_is_no_store()
    {
        StoreHome.AssertFault(StoreFault.Missing, OpenAndRead);
        using SqliteStore store = _home.Create();
        Directory.Delete(_home.Data, recursive: true);
        StoreHome.AssertFault(StoreFault.Missing, store.Begin);
    }

    [Fact]
    public void A_damaged_database_gives_what_was_stored_or_a_fault()
    {
        byte[] good = FilledDatabase();
        var random = new Random(2);
        var flips = Enumerable.Range(0, 100).Concat(Enumerable.Range(0, 250).Select(_ => random.Next(good.Length)));
        int refused = 0;
        foreach (int i in flips)
        {
            byte[] bad = [.. good];
            bad[i] ^= (byte)random.Next(1, 256);
            refused += IsRefused(bad, $"flip at {i}") ? 1 : 0;
        }

        Assert.InRange(refused, 100, 350);
    }

    [Fact]
    public void A_truncated_or_overwritten_database_gives_what_was_stored_or_a_fault()
    {
        byte[] good = FilledDatabase();
        for (int i = 0; i < 40; i++)
            Assert.True(IsRefused(good[..(good.Length * i / 40)], $"truncated to {i}/40"));
        Assert.True(IsRefused(new byte[good.Length], "zeros"));
        byte[] garbage = new byte[good.Length];
        new Random(3).NextBytes(garbage);
        Assert.True(IsRefused(garbage, "garbage"));
        Assert.True(IsRefused([.. good[..100], .. garbage[100..]], "garbage after the header"));
        for (int page = 0; page < good.Length; page += 4096)
        {
            byte[] bad = [.. good];
            bad.AsSpan(page, 4096).Clear();
            IsRefused(bad, $"page at {page} zeroed");
        }
    }

    [Fact]
    public void Records_that_changed_places_are_damage()
    {
        using (SqliteStore store = _home.Create())
        {
            foreach (RecordKind kind in new[] { StoreHome.Secret, StoreHome.Kept })
            {
                StoreHome.Put(store, kind, "s", "1", "one");
                StoreHome.Put(store, kind, "s", "2", "two");
            }
        }

        foreach (string table in new[] { "secret", "kept" })
        {
            Sql($"UPDATE {table} SET value = (SELECT max(value) FROM {table})");
            RecordKind kind = table == "kept" ? StoreHome.Kept : StoreHome.Secret;
            using SqliteStore store = _home.Open();
            using IStoreTransaction transaction = store.Begin();
            StoreHome.AssertFault(StoreFault.Damaged, () => transaction.ListAll(kind));
            Assert.Throws<InvalidOperationException>(() => transaction.Count(kind, "s")); // over after a failure
        }
    }

    [Fact]
    public void A_due_time_that_was_changed_from_outside_is_damage()
    {
        using (SqliteStore store = _home.Create())
        {
            using IStoreTransaction transaction = store.Begin();
            transaction.Put(StoreHome.Secret, "s", "n", [1], 1000);
            transaction.Commit();
        }

        Sql("UPDATE secret SET due = 1");
        using SqliteStore later = _home.Open();
        using IStoreTransaction read = later.Begin();
        StoreHome.AssertFault(StoreFault.Damaged, () => read.DueBefore(StoreHome.Secret, 5, 9));
    }

    [Fact]
    public void A_store_of_a_newer_version_is_refused_by_name()
    {
        _home.Create().Dispose();
        Sql("PRAGMA user_version = 3");
        StoreException newer = Assert.Throws<StoreException>(OpenAndRead);
        Assert.Equal(StoreFault.Damaged, newer.Fault);
        Assert.Contains("made by a newer version", newer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_of_another_store_is_damage()
    {
        _home.Create().Dispose();
        using var other = new StoreHome();
        other.Create().Dispose();
        File.Copy(other.File("otrmail.db"), _home.File("otrmail.db"), overwrite: true);
        StoreHome.AssertFault(StoreFault.Damaged, OpenAndRead);
    }

    [Fact]
    public void A_damaged_outside_copy_of_the_generation_is_no_alarm()
    {
        using SqliteStore store = _home.Create();
        StoreHome.Put(store, StoreHome.Kept, "s", "n", "1");
        byte[] good = File.ReadAllBytes(_home.CopyFile);
        var random = new Random(5);
        for (int i = 0; i < 60; i++)
        {
            byte[] bad = [.. good];
            bad[random.Next(bad.Length)] ^= (byte)random.Next(1, 256);
            File.WriteAllBytes(_home.CopyFile, i % 3 == 0 ? bad[..random.Next(bad.Length)] : bad);
            using IStoreTransaction transaction = store.Begin();
            Assert.False(transaction.WasSetBack);
        }

        File.WriteAllBytes(_home.CopyFile, new byte[1 << 20]);
        using (IStoreTransaction transaction = store.Begin())
            Assert.False(transaction.WasSetBack);
        StoreHome.Put(store, StoreHome.Kept, "s", "n", "2");
        Assert.StartsWith("2 ", File.ReadAllText(_home.CopyFile), StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_directory_that_cannot_be_written_is_no_hindrance()
    {
        File.WriteAllText(_home.State, "a file where the directory should be");
        using SqliteStore store = _home.Create();
        StoreHome.Put(store, StoreHome.Kept, "s", "n", "1");
        Assert.Equal("1", StoreHome.Get(store, StoreHome.Kept, "s", "n"));
    }

    public void Dispose() => _home.Dispose();

    private void OpenAndRead()
    {
        using SqliteStore store = _home.Open();
        StoreHome.Get(store, StoreHome.Secret, "s", "n");
    }

    private void Sql(string text)
    {
        using SqliteConnection connection = _home.Connect();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private byte[] FilledDatabase()
    {
        using (SqliteStore store = _home.Create())
        {
            using IStoreTransaction transaction = store.Begin();
            for (int i = 0; i < 60; i++)
            {
                transaction.Put(StoreHome.Secret, $"{i % 5}", $"{i}", StoreHome.Bytes($"value {i}"), i);
                long? due = i % 2 == 0 ? i : null;
                transaction.Put(StoreHome.Kept, $"{i % 5}", $"{i}", StoreHome.Bytes($"value {i}"), due);
            }

            transaction.Commit();
        }

        return File.ReadAllBytes(_home.File("otrmail.db"));
    }

    private bool IsRefused(byte[] database, string what)
    {
        File.WriteAllBytes(_home.File("otrmail.db"), database);
        byte[] root = File.ReadAllBytes(_home.File("root"));
        try
        {
            using SqliteStore store = SqliteStore.Open(
                _home.Options(timeout: TimeSpan.FromSeconds(1)), () => null, SystemRandomSource.Instance);
            using IStoreTransaction transaction = store.Begin();
            foreach (RecordKind kind in new[] { StoreHome.Secret, StoreHome.Kept })
            {
                Assert.All(transaction.ListAll(kind), r => Assert.Equal(StoreHome.Bytes($"value {r.Name}"), r.Value));
                Assert.All(transaction.DueBefore(kind, 30, 100), r => Assert.Equal($"{r.Due}", r.Name));
                for (int i = 0; i < 60; i++)
                {
                    // a row that damage to the tree of pages hides cannot be told from one that never was
                    if (transaction.Get(kind, $"{i % 5}", $"{i}") is { } value)
                        Assert.Equal(StoreHome.Bytes($"value {i}"), value);
                }
            }

            transaction.Put(StoreHome.Secret, "0", "0", "value 0"u8, 0);
            transaction.Forget("1");
            transaction.Commit();
            return false;
        }
        catch (StoreException e)
        {
            Assert.True(e.Fault is StoreFault.Damaged or StoreFault.InputOutput, $"{what}: {e.Fault}");
            return true;
        }
        finally
        {
            File.WriteAllBytes(_home.File("root"), root);
            foreach (string suffix in new[] { "-journal", "-wal", "-shm" })
                File.Delete(_home.File("otrmail.db") + suffix);
        }
    }
}
