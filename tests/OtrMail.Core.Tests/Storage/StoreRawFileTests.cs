using System.Text;
using Microsoft.Data.Sqlite;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Storage;

/// <summary>What stands in the files, byte for byte.</summary>
public sealed class StoreRawFileTests : IDisposable
{
    private const string Value = "the-recognisable-secret-value-4711";
    private const string Scope = "alice.recognisable@example.org";
    private const string Name = "recognisable-name";

    private readonly StoreHome _home = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_plaintext_scope_or_name_is_in_any_file_at_any_time(bool withPassphrase)
    {
        byte[]? passphrase = withPassphrase ? "recognisable passphrase"u8.ToArray() : null;
        int looked = 0;
        void Look(string step)
        {
            foreach ((string file, byte[] bytes) in _home.AllFiles())
            {
                foreach (string text in new[] { Value, Scope, Name, StoreHome.Secret.Name, "recognisable" })
                {
                    Assert.False(Contains(bytes, Encoding.UTF8.GetBytes(text)), $"{text} in {file} at {step}");
                    Assert.False(Contains(bytes, Encoding.Unicode.GetBytes(text)), $"{text} in {file} at {step}");
                }
            }

            looked++;
        }

        using (SqliteStore.Create(_home.Options(Look), passphrase, SystemRandomSource.Instance))
        {
        }

        using SqliteStore store = _home.Open(_home.Options(Look), passphrase);
        for (int i = 0; i < 3; i++)
        {
            using IStoreTransaction transaction = store.Begin();
            foreach (RecordKind kind in new[] { StoreHome.Secret, StoreHome.Kept })
            {
                transaction.Put(kind, Scope, Name, StoreHome.Bytes(Value));
                transaction.Put(kind, Scope, Name + i, new byte[3 << 20]); // spilled before the commit
            }

            Look("in the transaction");
            transaction.Forget(Scope);
            transaction.Commit();
            Look("committed");
        }

        Assert.Equal(Value, StoreHome.Get(store, StoreHome.Secret, Scope, Name));
        Assert.True(looked > 30);
    }

    [Fact]
    public void What_was_deleted_overwritten_or_forgotten_is_not_even_sealed_in_any_file()
    {
        using SqliteStore store = _home.Create();
        List<byte[]> gone = [];
        foreach (RecordKind kind in new[] { StoreHome.Secret, StoreHome.Kept })
        {
            foreach (int size in new[] { 30, 700, 9000 })
            {
                using (IStoreTransaction transaction = store.Begin())
                {
                    for (int i = 0; i < 8; i++)
                        transaction.Put(kind, $"{Scope}{i % 2}", $"{size} {i}", new byte[size]);
                    transaction.Commit();
                }

                gone.AddRange(SealedValues());
                using (IStoreTransaction transaction = store.Begin())
                {
                    for (int i = 0; i < 4; i++)
                        transaction.Delete(kind, $"{Scope}{i % 2}", $"{size} {i}");
                    for (int i = 4; i < 8; i++)
                        transaction.Put(kind, $"{Scope}{i % 2}", $"{size} {i}", "short"u8);
                    transaction.Forget(Scope + "0");
                    transaction.Commit();
                }

                gone.RemoveAll(box => SealedValues().Any(now => now.AsSpan().SequenceEqual(box)));
            }
        }

        Assert.True(gone.Count >= 48);
        AssertGone(gone);
    }

    /// <summary>
    /// Many trees are balanced here, cells moved and pages freed and used again: after each commit, no byte of a row that
    /// is there no more is in any file, in its sealed value or in its hashed names.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void However_a_store_grew_and_shrank_nothing_of_what_is_gone_is_in_any_file(int seed)
    {
        var random = new Random(seed);
        using SqliteStore store = _home.Create();
        HashSet<string> ever = [];
        for (int round = 0; round < 60; round++)
        {
            using (IStoreTransaction transaction = store.Begin())
            {
                bool grows = round % 20 < 12;
                for (int i = random.Next(1, 40); i > 0; i--)
                {
                    RecordKind kind = random.Next(2) == 0 ? StoreHome.Secret : StoreHome.Kept;
                    (string scope, string name) = ($"{random.Next(6)}", $"{random.Next(40)}");
                    if (random.Next(10) < (grows ? 8 : 2))
                        transaction.Put(kind, scope, name, new byte[random.Next(4) == 0 ? random.Next(6000) : random.Next(300)], random.Next(1 << 20));
                    else if (random.Next(8) == 0)
                        transaction.DeleteScope(kind, scope);
                    else
                        transaction.Delete(kind, scope, name);
                }

                if (random.Next(4) == 0)
                    transaction.Forget($"{random.Next(6)}");
                transaction.Commit();
            }

            HashSet<string> now = [.. SealedValues().Select(box => Convert.ToHexString(box.AsSpan(0, 24)))];
            AssertGone(ever.Except(now).Select(Convert.FromHexString));
            ever.UnionWith(now);
        }

        Assert.True(ever.Count > 500);
    }

    [Fact]
    public void A_page_is_scrubbed_between_its_pointers_and_its_cells_and_another_page_not_at_all()
    {
        byte[] leaf = [0x0D, 0, 0, 0, 3, 0, 100, 0, .. new byte[504]];
        Assert.Equal(14..100, SqliteScrubbing.GapOf(leaf, isFirst: false));
        byte[] interior = [0x05, 0, 0, 0, 2, 1, 44, 0, .. new byte[504]];
        Assert.Equal(16..300, SqliteScrubbing.GapOf(interior, isFirst: false));
        byte[] first = [.. "SQLite format 3\0"u8, .. new byte[84], 0x0D, 0, 0, 0, 1, 0, 200, 0, .. new byte[404]];
        Assert.Equal(110..200, SqliteScrubbing.GapOf(first, isFirst: true));
        Assert.Equal(default, SqliteScrubbing.GapOf(new byte[512], isFirst: false)); // no tree's
        Assert.Equal(default, SqliteScrubbing.GapOf([0x0D, 0, 0, 0xFF, 0xFF, 0, 100, 0, .. new byte[504]], isFirst: false)); // damaged
        Assert.Equal(default, SqliteScrubbing.GapOf([0x0D, 0, 0, 0, 1, 0xFF, 0xFF, 0, .. new byte[504]], isFirst: false));
        byte[] empty = [0x0A, 0, 0, 0, 0, 0, 0, 0, .. new byte[65_528]];
        Assert.Equal(8..65_536, SqliteScrubbing.GapOf(empty, isFirst: false));
    }

    [Fact]
    public void The_root_key_that_was_replaced_is_not_even_sealed_in_any_file()
    {
        using SqliteStore store = _home.Create();
        List<byte[]> roots = [];
        for (int i = 0; i < 6; i++)
        {
            byte[] root = File.ReadAllBytes(_home.File("root"));
            int slot = root[0] == 'O' ? 0 : RootFile.SlotSize;
            roots.Add(root[(slot + 17)..(slot + 77)]);
            StoreHome.Put(store, StoreHome.Secret, Scope, Name, Value, forget: true);
        }

        foreach ((string file, byte[] bytes) in _home.AllFiles())
            Assert.All(roots, root => Assert.False(Contains(bytes, root.AsSpan(0, 16)), file));
    }

    [Fact]
    public void Files_are_closed_to_others_and_nothing_else_lies_about()
    {
        using SqliteStore store = _home.Create();
        StoreHome.Put(store, StoreHome.Secret, Scope, Name, Value, forget: true);
        Assert.Equal(
            ["lock", "otrmail.db", "otrmail.db-journal", "root", "vault"],
            Directory.GetFileSystemEntries(_home.Data).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(
            Directory.GetFiles(_home.Data).Append(_home.CopyFile),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(_home.Data));
    }

    public void Dispose() => _home.Dispose();

    private static bool Contains(byte[] bytes, ReadOnlySpan<byte> wanted) => bytes.AsSpan().IndexOf(wanted) >= 0;

    private void AssertGone(IEnumerable<byte[]> gone)
    {
        List<(string File, byte[] Bytes)> files = [.. _home.AllFiles()];
        foreach (byte[] box in gone)
        {
            foreach ((string file, byte[] bytes) in files)
                Assert.False(Contains(bytes, box.AsSpan(0, 24)), file);
        }
    }

    private List<byte[]> SealedValues()
    {
        List<byte[]> values = [];
        using SqliteConnection connection = _home.Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM (SELECT value FROM secret UNION ALL SELECT value FROM kept UNION ALL SELECT value FROM long) WHERE typeof(value) = 'blob'";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
            values.Add((byte[])reader.GetValue(0));
        return values;
    }
}
