using System.Buffers.Binary;
using System.Text;
using Microsoft.Data.Sqlite;
using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Storage;

/// <summary>
/// A thief with everything that can be had: all old copies of the database with their journals, and in the
/// end the root, the vault and the passphrase.
/// </summary>
public sealed class StoreOldCopiesTests : IDisposable
{
    private readonly StoreHome _home = new();
    private readonly List<StoreOptions> _copies = [];
    private readonly HashSet<string> _forgotten = [];
    private readonly Dictionary<(string Scope, string Name), string> _live = [];
    private readonly Dictionary<string, List<string>> _dead = [];

    [Fact]
    public void No_old_copy_of_the_database_opens_what_was_forgotten()
    {
        byte[] passphrase = "correct horse"u8.ToArray();
        using (_home.Create(passphrase))
        {
        }

        byte[]? middleRoot = null;
        HashSet<string>? middleForgotten = null;
        var random = new Random(4);
        bool copyAtSteps = false;
        using (SqliteStore store = _home.Open(
            _home.Options(_ => { if (copyAtSteps) _copies.Add(_home.Snapshot()); }), passphrase))
        {
            for (int i = 0; i < 120; i++)
            {
                copyAtSteps = i % 20 == 7;
                ChangeSomething(store, random, i);
                _copies.Add(_home.Snapshot());
                if (i == 60)
                {
                    middleRoot = File.ReadAllBytes(_home.File("root"));
                    middleForgotten = [.. _forgotten];
                }
            }
        }

        Assert.True(_forgotten.Count > 50, $"only {_forgotten.Count} values were forgotten");
        using Vault vault = Vault.Open(_home.Options(), () => [.. passphrase]);
        using var keys = new StoreKeys(vault.Key.Span, vault.StoreIdBytes);
        HashSet<string> found = AllThatOpens(keys, File.ReadAllBytes(_home.File("root")));
        Assert.Empty(found.Intersect(_forgotten));
        Assert.Empty(_live.Values.Except(found)); // the search is able to find something

        // and it would have found what was forgotten later, had the old root key not been overwritten
        HashSet<string> foundBefore = AllThatOpens(keys, middleRoot!);
        Assert.NotEmpty(foundBefore.Intersect(_forgotten));
        Assert.Empty(foundBefore.Intersect(middleForgotten!));

        foreach (StoreOptions copy in _copies)
            AssertProgramFindsNothing(copy, passphrase);
    }

    public void Dispose() => _home.Dispose();

    private void ChangeSomething(SqliteStore store, Random random, int round)
    {
        using IStoreTransaction transaction = store.Begin();
        string[] scopes = ["a@example.org", "b@example.org", "c@example.org", "own keys"];
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            string scope = scopes[random.Next(scopes.Length)];
            string name = $"{random.Next(4)}";
            if (_live.Remove((scope, name), out string? before))
                Dead(scope).Add(before);
            if (random.Next(3) == 0)
            {
                transaction.Delete(StoreHome.Secret, scope, name);
                continue;
            }

            string value = $"secret {round} {i} of {scope} {name}";
            transaction.Put(StoreHome.Secret, scope, name, StoreHome.Bytes(value));
            _live[(scope, name)] = value;
        }

        foreach (string scope in scopes.Where(_ => random.Next(4) == 0))
        {
            transaction.Forget(scope);
            _forgotten.UnionWith(Dead(scope));
            Dead(scope).Clear();
        }

        transaction.Commit();
    }

    private List<string> Dead(string scope)
    {
        if (!_dead.TryGetValue(scope, out List<string>? values))
            _dead.Add(scope, values = []);
        return values;
    }

    // By the formats alone, without the classes that follow the tree: every key that can be had from anywhere is
    // tried on every row of every copy.
    private HashSet<string> AllThatOpens(StoreKeys keys, byte[] root)
    {
        List<byte[]> rootKeys = [];
        foreach (int slot in new[] { 0, 4096 })
        {
            var key = new byte[32];
            byte[] associated = [.. root.AsSpan(slot, 17), .. keys.StoreId];
            if (Sealing.TryOpen(keys.Root.Span, associated, root.AsSpan(slot + 17, 60), key))
                rootKeys.Add(key);
        }

        Assert.Single(rootKeys);
        Dictionary<int, HashSet<string>> branchKeys =
            Enumerable.Range(0, 256).ToDictionary(i => i, _ => new HashSet<string>());
        HashSet<string> scopeKeys = [];
        HashSet<string> found = [];
        foreach (StoreOptions copy in _copies)
            ReadTrunk(copy, keys, rootKeys[0], branchKeys);
        foreach (StoreOptions copy in _copies)
            ReadBranches(copy, keys, branchKeys, scopeKeys);
        scopeKeys.Add(Convert.ToHexString(keys.Kept.Span));
        foreach (StoreOptions copy in _copies)
            ReadRecords(copy, keys, scopeKeys, found);
        return found;
    }

    private static void ReadTrunk(
        StoreOptions copy, StoreKeys keys, byte[] rootKey, Dictionary<int, HashSet<string>> branchKeys)
    {
        byte[] trunk = (byte[])Rows(copy, "SELECT sealed FROM trunk").Single()[0];
        long epoch = (long)Rows(copy, "SELECT epoch FROM meta").Single()[0];
        var number = new byte[8];
        var plain = new byte[8192];
        for (long tried = epoch - 1; tried <= epoch + 1; tried++)
        {
            BinaryPrimitives.WriteInt64BigEndian(number, tried);
            if (!Sealing.TryOpen(rootKey, [.. "otrmail trunk 1"u8, .. keys.StoreId, .. number], trunk, plain))
                continue;
            for (int i = 0; i < 256; i++)
                branchKeys[i].Add(Convert.ToHexString(plain.AsSpan(32 * i, 32)));
        }
    }

    private static void ReadBranches(
        StoreOptions copy, StoreKeys keys, Dictionary<int, HashSet<string>> branchKeys, HashSet<string> scopeKeys)
    {
        foreach (object[] row in Rows(copy, "SELECT id, sealed FROM branch"))
        {
            byte branch = (byte)(long)row[0];
            byte[] box = (byte[])row[1];
            var plain = new byte[box.Length - 28];
            foreach (string key in branchKeys[branch])
            {
                byte[] associated = [.. "otrmail branch 1"u8, .. keys.StoreId, branch];
                if (!Sealing.TryOpen(Convert.FromHexString(key), associated, box, plain))
                    continue;
                for (int at = 0; at < plain.Length; at += 48)
                    scopeKeys.Add(Convert.ToHexString(plain.AsSpan(at + 16, 32)));
            }
        }
    }

    private static void ReadRecords(StoreOptions copy, StoreKeys keys, HashSet<string> scopeKeys, HashSet<string> found)
    {
        foreach (object[] row in Rows(copy, "SELECT kind, scope, name, value FROM secret"))
        {
            byte[] box = (byte[])row[3];
            var plain = new byte[box.Length - 28];
            var kind = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(kind, (long)row[0]);
            byte[] place = [.. kind, .. (byte[])row[1], .. (byte[])row[2]];
            byte[] associated = [.. "otrmail record 1"u8, .. keys.StoreId, .. place, .. new byte[9]];
            foreach (string key in scopeKeys)
            {
                if (!Sealing.TryOpen(Convert.FromHexString(key), associated, box, plain))
                    continue;
                string text = Encoding.UTF8.GetString(plain);
                found.Add(text[text.IndexOf("secret ", StringComparison.Ordinal)..]);
            }
        }
    }

    private static List<object[]> Rows(StoreOptions copy, string sql)
    {
        // a copy with a journal is what it was rolled back to, and also what was in the file before
        var rows = new List<object[]>();
        foreach (bool withJournal in new[] { false, true })
        {
            string path = Path.Combine(copy.Directory, withJournal ? "otrmail.db" : "without-journal.db");
            if (!withJournal && !File.Exists(path))
                File.Copy(Path.Combine(copy.Directory, "otrmail.db"), path);
            if (withJournal && !File.Exists(path + "-journal"))
                continue;
            using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100
            command.CommandText = sql;
#pragma warning restore CA2100
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                var row = new object[reader.FieldCount];
                reader.GetValues(row);
                rows.Add(row);
            }

            if (rows.Count > 0 && sql.Contains("trunk", StringComparison.Ordinal))
                return rows;
            if (rows.Count > 0 && sql.Contains("meta", StringComparison.Ordinal))
                return rows;
        }

        return rows;
    }

    private void AssertProgramFindsNothing(StoreOptions copy, byte[] passphrase)
    {
        File.Copy(_home.File("root"), Path.Combine(copy.Directory, "root"), overwrite: true);
        using SqliteStore store = _home.Open(copy, passphrase);
        using IStoreTransaction transaction = store.Begin();
        Assert.Empty(transaction.ListAll(StoreHome.Secret)
            .Select(record => Encoding.UTF8.GetString(record.Value)).Intersect(_forgotten));
    }
}
