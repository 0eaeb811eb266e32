using Microsoft.Data.Sqlite;

namespace OtrMail.Core.Storage;

/// <summary>
/// The rows of one of the two tables of records, by prepared statements that are made when they are first needed.
/// The table <c>kept</c> is ordered by kind, scope and name, so that a million seen-rows of one key lie side by side
/// and cost nobody else anything; <c>secret</c> by scope, kind and name, because a scope is forgotten in all its
/// kinds at once.
/// </summary>
internal sealed class RecordTable(SqliteConnection connection, string table) : IDisposable
{
    private readonly RecordStatements _statements = new(table);
    private readonly Dictionary<string, SqliteCommand> _prepared = [];

    /// <summary>The row's sealed record, or <see langword="null"/>.</summary>
    public SealedRow? Get(RowKey row)
    {
        SqliteCommand command = Prepare(_statements.Get);
        Bind(command, row);
        List<SealedRow> rows = Read(command);
        return rows.Count == 0 ? null : rows[0];
    }

    /// <summary>Puts a row, replacing the one at the same place.</summary>
    public void Put(SealedRow row)
    {
        SqliteCommand command = Prepare(_statements.Put);
        Bind(command, row.Key);
        Set(command, "$due", row.Due is { } due ? due : DBNull.Value);
        Set(command, "$value", row.Box);
        command.ExecuteNonQuery();
    }

    /// <summary>Deletes a row; answers whether there was one.</summary>
    public bool Delete(RowKey row)
    {
        SqliteCommand command = Prepare(_statements.Delete);
        Bind(command, row);
        return command.ExecuteNonQuery() > 0;
    }

    /// <summary>Deletes all rows of a kind in a scope; answers how many there were.</summary>
    public int DeleteScope(long kind, byte[] scope)
    {
        SqliteCommand command = Prepare(_statements.DeleteScope);
        Bind(command, kind, scope);
        return command.ExecuteNonQuery();
    }

    /// <summary>Number of rows of a kind in a scope.</summary>
    public int Count(long kind, byte[] scope)
    {
        SqliteCommand command = Prepare(_statements.Count);
        Bind(command, kind, scope);
        return (int)(long)command.ExecuteScalar()!;
    }

    /// <summary>All rows of a kind in a scope.</summary>
    public List<SealedRow> InKindAndScope(long kind, byte[] scope)
    {
        SqliteCommand command = Prepare(_statements.InKindAndScope);
        Bind(command, kind, scope);
        return Read(command);
    }

    /// <summary>All rows of a kind.</summary>
    public List<SealedRow> OfKind(long kind)
    {
        SqliteCommand command = Prepare(_statements.OfKind);
        Set(command, "$kind", kind);
        return Read(command);
    }

    /// <summary>At most <paramref name="limit"/> rows of a kind that are due, oldest first.</summary>
    public List<SealedRow> DueBefore(long kind, long due, int limit)
    {
        SqliteCommand command = Prepare(_statements.DueBefore);
        Set(command, "$kind", kind);
        Set(command, "$due", due);
        Set(command, "$limit", limit);
        return Read(command);
    }

    /// <summary>The newest due time of a kind up to a time.</summary>
    public long? NewestDue(long kind, long due)
    {
        SqliteCommand command = Prepare(_statements.NewestDue);
        Set(command, "$kind", kind);
        Set(command, "$due", due);
        return command.ExecuteScalar() as long?;
    }

    /// <summary>The places of all rows of a scope, in all kinds; read first, since they are about to change.</summary>
    public List<RowKey> KeysOfScope(byte[] scope)
    {
        SqliteCommand command = Prepare(_statements.KeysOfScope);
        Set(command, "$scope", scope);
        var keys = new List<RowKey>();
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
            keys.Add(new RowKey(reader.Integer(0), scope, reader.Bytes(1, RowIndex.HashSize)));
        return keys;
    }

    /// <summary>Deletes every row of the table.</summary>
    public void Clear() => Prepare(_statements.Clear).ExecuteNonQuery();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SqliteCommand command in _prepared.Values)
            command.Dispose();
        _prepared.Clear();
    }

    private static List<SealedRow> Read(SqliteCommand command)
    {
        var rows = new List<SealedRow>();
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            var key = new RowKey(
                reader.Integer(0), reader.Bytes(1, RowIndex.HashSize), reader.Bytes(2, RowIndex.HashSize));
            rows.Add(new SealedRow(key, reader.IntegerOrNull(3), reader.Bytes(4)));
        }

        return rows;
    }

    private static void Bind(SqliteCommand command, RowKey row)
    {
        Bind(command, row.Kind, row.Scope);
        Set(command, "$name", row.Name);
    }

    private static void Bind(SqliteCommand command, long kind, byte[] scope)
    {
        Set(command, "$kind", kind);
        Set(command, "$scope", scope);
    }

    private static void Set(SqliteCommand command, string name, object value)
    {
        int at = command.Parameters.IndexOf(name);
        if (at >= 0)
            command.Parameters[at].Value = value;
        else
            command.Parameters.AddWithValue(name, value);
    }

    private SqliteCommand Prepare(string sql)
    {
        if (_prepared.TryGetValue(sql, out SqliteCommand? command))
            return command;
        command = connection.CreateCommand();
#pragma warning disable CA2100 // the texts are constants but for the name of the table
        command.CommandText = sql;
#pragma warning restore CA2100
        _prepared.Add(sql, command);
        return command;
    }
}
