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

    /// <summary>
    /// SQLite zeroes what it deletes, but a cell that it moved when it balanced pages may leave a copy behind. Such a
    /// copy is sealed, and forgetting makes it noise (<see cref="StoreOldCopiesTests"/>): overwriting comes on top.
    /// </summary>
    [Fact]
    public void What_was_deleted_overwritten_or_forgotten_is_overwritten_in_the_files_but_for_a_few_sealed_cells_that_moved()
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
        List<byte[]> files = [.. _home.AllFiles().Select(file => file.Item2)];
        int left = gone.Count(box => files.Exists(bytes => Contains(bytes, box.AsSpan(0, 24))));
        Assert.InRange(left, 0, gone.Count / 8);
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
            ["lock", "otrmail.db", "root", "vault"],
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

    private List<byte[]> SealedValues()
    {
        List<byte[]> values = [];
        using SqliteConnection connection = _home.Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM secret UNION ALL SELECT value FROM kept";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
            values.Add((byte[])reader.GetValue(0));
        return values;
    }
}
