using System.Diagnostics;
using Microsoft.Data.Sqlite;
using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Storage;

public sealed class StoreScaleTests : IDisposable
{
    private readonly StoreHome _home = new();

    [Theory]
    [InlineData("kept")]
    [InlineData("secret")]
    public void No_statement_reads_a_whole_table_or_sorts(string table)
    {
        _home.Create().Dispose();
        var statements = new RecordStatements(table);
        string[] texts =
        [
            statements.Get, statements.Delete, statements.DeleteScope, statements.Count, statements.InKindAndScope,
            statements.OfKind, statements.DueBefore, statements.GetLong,
            .. table == "secret" ? new[] { statements.KeysOfScope } : [],
        ];
        using SqliteConnection connection = _home.Connect();
        foreach (string text in texts)
        {
            using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100
            command.CommandText = "EXPLAIN QUERY PLAN " + text;
#pragma warning restore CA2100
            foreach (string parameter in new[] { "$kind", "$scope", "$name", "$due", "$limit" })
                command.Parameters.AddWithValue(parameter, 1);
            using SqliteDataReader reader = command.ExecuteReader();
            Assert.True(reader.Read());
            do
                Assert.StartsWith("SEARCH", reader.GetString(3), StringComparison.Ordinal);
            while (reader.Read());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_long_value_lies_beside_the_tree_where_it_is_looked_for_and_goes_with_its_record(bool forgettable)
    {
        RecordKind kind = forgettable ? StoreHome.Secret : StoreHome.Kept;
        string table = forgettable ? "secret" : "kept";
        using SqliteStore store = _home.Create();
        byte[] first = System.Security.Cryptography.RandomNumberGenerator.GetBytes(300_000);
        byte[] second = System.Security.Cryptography.RandomNumberGenerator.GetBytes(400_000);
        Put(store, kind, first);
        Assert.Equal(first, Value(store, kind));
        Put(store, kind, second);
        Assert.Equal(second, Value(store, kind));
        Assert.InRange(Number($"SELECT max(length(value)) FROM {table}"), 1, 900);
        Assert.Equal(1, Number("SELECT count(*) FROM long"));
        Put(store, kind, second[..1000]); // sealed and with its names, more than a row may have
        Assert.Equal(second[..1000], Value(store, kind)!);
        Assert.Equal(1, Number("SELECT count(*) FROM long"));
        Put(store, kind, [1, 2, 3]);
        Assert.Equal([1, 2, 3], Value(store, kind)!);
        Assert.Equal(0, Number("SELECT count(*) FROM long"));
        Put(store, kind, first);
        using (IStoreTransaction transaction = store.Begin())
        {
            if (forgettable)
                transaction.Forget("scope");
            Assert.Equal(first, transaction.Get(kind, "scope", "name"));
            transaction.Commit();
        }

        Assert.Equal(first, Value(store, kind));
        using (IStoreTransaction transaction = store.Begin())
        {
            transaction.DeleteScope(kind, "scope");
            transaction.Commit();
        }

        Assert.Null(Value(store, kind));
        Assert.Equal(0, Number("SELECT count(*) FROM long"));
    }

    [Fact]
    public void Many_seen_rows_and_contacts_cost_nothing_to_others()
    {
        using SqliteStore store = _home.Create();
        double before = MedianForgettingMilliseconds(store);
        using (IStoreTransaction transaction = store.Begin())
        {
            for (int i = 0; i < 60_000; i++)
                transaction.Put(StoreHome.Kept, "prekey", $"{i}", new byte[32]);
            for (int i = 0; i < 10_000; i++)
                transaction.Put(StoreHome.Secret, $"contact {i}", "session", new byte[200]);
            transaction.Commit();
        }

        double after = MedianForgettingMilliseconds(store);
        Assert.True(after < 20 * before + 50, $"{before:0.00} ms before, {after:0.00} ms after");
        using IStoreTransaction last = store.Begin();
        Assert.Equal(60_000, last.Count(StoreHome.Kept, "prekey"));
        Assert.Equal(60_000, last.DeleteScope(StoreHome.Kept, "prekey"));
    }

    public void Dispose() => _home.Dispose();

    [Fact]
    public void A_store_of_the_version_before_long_values_had_their_table_takes_them()
    {
        byte[] before = new byte[100_000];
        using (SqliteStore store = _home.Create())
            Put(store, StoreHome.Kept, [1, 2, 3]);
        using (SqliteConnection connection = _home.Connect())
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "DROP TRIGGER kept_deleted; DROP TRIGGER kept_replaced; DROP TRIGGER secret_deleted; DROP TRIGGER secret_replaced; DROP TABLE long; PRAGMA user_version = 1";
            command.ExecuteNonQuery();
        }

        using SqliteStore old = _home.Open();
        Assert.Equal([1, 2, 3], Value(old, StoreHome.Kept)!);
        Put(old, StoreHome.Kept, before);
        Assert.Equal(before, Value(old, StoreHome.Kept));
        Put(old, StoreHome.Kept, [4]);
        Assert.Equal(0, Number("SELECT count(*) FROM long"));
    }

    private static void Put(SqliteStore store, RecordKind kind, byte[] value)
    {
        using IStoreTransaction transaction = store.Begin();
        transaction.Put(kind, "scope", "name", value);
        transaction.Commit();
    }

    private static byte[]? Value(SqliteStore store, RecordKind kind)
    {
        using IStoreTransaction transaction = store.Begin();
        return transaction.Get(kind, "scope", "name");
    }

    private long Number(string sql)
    {
        using SqliteConnection connection = _home.Connect();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    private static double MedianForgettingMilliseconds(SqliteStore store)
    {
        var times = new List<double>();
        for (int i = 0; i < 15; i++)
        {
            long start = Stopwatch.GetTimestamp();
            StoreHome.Put(store, StoreHome.Secret, "contact 5", "session", $"{i}", forget: true);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        return times[7];
    }
}
