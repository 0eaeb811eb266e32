using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Storage;

/// <summary>
/// All rows of all old copies of a database, with and without their journals, and what can be opened of them by the formats
/// alone, without the classes that follow the tree: every key that can be had from any copy is tried on every row of every copy.
/// </summary>
internal sealed class OldCopies
{
    private readonly Dictionary<string, (long Epoch, byte[] Box)> _trunks = [];
    private readonly Dictionary<string, (byte Branch, byte[] Box)> _branches = [];
    private readonly Dictionary<string, (byte[] Associated, byte[] Box)> _secrets = [];

    /// <summary>How many different rows there are.</summary>
    public int Count => _trunks.Count + _branches.Count + _secrets.Count;

    /// <summary>Takes what is in a copy. A journal that is there is played back in it.</summary>
    public void Add(StoreOptions copy)
    {
        string path = Path.Combine(copy.Directory, "otrmail.db");
        string bare = Path.Combine(copy.Directory, "without-journal.db");
        File.Copy(path, bare);
        AddDatabase(bare);
        File.Delete(bare);
        if (File.Exists(path + "-journal"))
            AddDatabase(path);
    }

    /// <summary>All forgettable records that open with these keys and this file <c>root</c>.</summary>
    public IReadOnlyList<OldRecord> Open(StoreKeys keys, byte[] root)
    {
        Dictionary<int, HashSet<string>> branchKeys = Enumerable.Range(0, 256).ToDictionary(i => i, _ => new HashSet<string>());
        OpenTrunks(keys, RootKey(keys, root), branchKeys);
        HashSet<string> scopeKeys = [Convert.ToHexString(keys.Kept.Span)];
        OpenBranches(keys, branchKeys, scopeKeys);
        return OpenRecords(keys, [.. scopeKeys.Select(Convert.FromHexString)]);
    }

    private static byte[] RootKey(StoreKeys keys, byte[] root)
    {
        List<byte[]> rootKeys = [];
        foreach (int slot in new[] { 0, 4096 })
        {
            var key = new byte[32];
            byte[] associated = [.. root.AsSpan(slot, 17), .. keys.StoreId];
            if (Sealing.TryOpen(keys.Root.Span, associated, root.AsSpan(slot + 17, 60), key))
                rootKeys.Add(key);
        }

        return Assert.Single(rootKeys);
    }

    private void OpenTrunks(StoreKeys keys, byte[] rootKey, Dictionary<int, HashSet<string>> branchKeys)
    {
        var number = new byte[8];
        var plain = new byte[8192];
        foreach ((long epoch, byte[] box) in _trunks.Values)
        {
            for (long tried = epoch - 1; tried <= epoch + 1; tried++)
            {
                BinaryPrimitives.WriteInt64BigEndian(number, tried);
                if (!Sealing.TryOpen(rootKey, [.. "otrmail trunk 1"u8, .. keys.StoreId, .. number], box, plain))
                    continue;
                for (int i = 0; i < 256; i++)
                    branchKeys[i].Add(Convert.ToHexString(plain.AsSpan(32 * i, 32)));
            }
        }
    }

    private void OpenBranches(StoreKeys keys, Dictionary<int, HashSet<string>> branchKeys, HashSet<string> scopeKeys)
    {
        foreach ((byte branch, byte[] box) in _branches.Values)
        {
            var plain = new byte[box.Length - 28];
            byte[] associated = [.. "otrmail branch 1"u8, .. keys.StoreId, branch];
            foreach (string key in branchKeys[branch])
            {
                if (!Sealing.TryOpen(Convert.FromHexString(key), associated, box, plain))
                    continue;
                for (int at = 0; at < plain.Length; at += 48)
                    scopeKeys.Add(Convert.ToHexString(plain.AsSpan(at + 16, 32)));
            }
        }
    }

    private List<OldRecord> OpenRecords(StoreKeys keys, List<byte[]> scopeKeys)
    {
        var opened = new List<OldRecord>();
        foreach ((byte[] place, byte[] box) in _secrets.Values)
        {
            var plain = new byte[box.Length - 28];
            byte[] associated = [.. "otrmail record 1"u8, .. keys.StoreId, .. place];
            if (scopeKeys.Exists(key => Sealing.TryOpen(key, associated, box, plain)))
                opened.Add(Record(BinaryPrimitives.ReadInt64BigEndian(place), plain));
        }

        return opened;
    }

    private static OldRecord Record(long kind, byte[] plain)
    {
        int scope = BinaryPrimitives.ReadUInt16BigEndian(plain);
        int name = BinaryPrimitives.ReadUInt16BigEndian(plain.AsSpan(2 + scope));
        return new OldRecord(
            kind, Encoding.UTF8.GetString(plain, 2, scope), Encoding.UTF8.GetString(plain, 4 + scope, name), plain[(4 + scope + name)..]);
    }

    private void AddDatabase(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        long epoch = (long)Rows(connection, "SELECT epoch FROM meta").Single()[0];
        byte[] trunk = (byte[])Rows(connection, "SELECT sealed FROM trunk").Single()[0];
        _trunks.TryAdd($"{epoch} {NameOf(trunk)}", (epoch, trunk));
        foreach (object[] row in Rows(connection, "SELECT id, sealed FROM branch"))
            _branches.TryAdd($"{row[0]} {NameOf((byte[])row[1])}", ((byte)(long)row[0], (byte[])row[1]));
        foreach (object[] row in Rows(connection, "SELECT kind, scope, name, due, iif(typeof(value) = 'integer', (SELECT long.value FROM long WHERE id = secret.value), value) FROM secret"))
        {
            byte[] numbers = new byte[17];
            BinaryPrimitives.WriteInt64BigEndian(numbers, (long)row[0]);
            numbers[8] = row[3] is long ? (byte)1 : (byte)0;
            BinaryPrimitives.WriteInt64BigEndian(numbers.AsSpan(9), row[3] as long? ?? 0);
            byte[] place = [.. numbers.AsSpan(0, 8), .. (byte[])row[1], .. (byte[])row[2], .. numbers.AsSpan(8)];
            _secrets.TryAdd(NameOf([.. place, .. (byte[])row[4]]), (place, (byte[])row[4]));
        }
    }

    private static string NameOf(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));

    private static List<object[]> Rows(SqliteConnection connection, string sql)
    {
        var rows = new List<object[]>();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // the statements of this class
        command.CommandText = sql;
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }
}
