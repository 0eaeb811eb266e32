namespace OtrMail.Core.Storage;

/// <summary>
/// The rows of one of the two tables of records, by prepared statements that are made when they are first needed.
/// The table <c>kept</c> is ordered by kind, scope and name, so that a million seen-rows of one key lie side by side
/// and cost nobody else anything; <c>secret</c> by scope, kind and name, because a scope is forgotten in all its
/// kinds at once.
/// </summary>
internal sealed class RecordTable(SqliteHandle database, string table) : IDisposable
{
    /// <summary>
    /// Longer boxes lie in a table of their own. With these, a row stays within the 1002 bytes that a page of 4096 holds of it itself
    /// (SQLite file format, section 1.6): else each comparison with it would read more pages.
    /// </summary>
    private const int MostBytes = 900;

    private const int Kind = 1;
    private const int Scope = 2;
    private const int Name = 3;
    private const int Due = 4;
    private const int Value = 5;
    private const int Limit = 6;

    private readonly RecordStatements _statements = new(table);
    private readonly Dictionary<string, SqliteStatement> _prepared = [];

    /// <summary>The row's sealed record, or <see langword="null"/>.</summary>
    public SealedRow? Get(RowKey row)
    {
        List<SealedRow> rows = Read(At(_statements.Get, row));
        return rows.Count == 0 ? null : rows[0];
    }

    /// <summary>Puts a row, replacing the one at the same place.</summary>
    public void Put(SealedRow row)
    {
        if (row.Box.Length <= MostBytes)
        {
            At(_statements.Put, row.Key).Bind(Due, row.Due).Bind(Value, row.Box).Run();
            return;
        }

        Prepare(_statements.PutLong).Bind(Value, row.Box).Run();
        At(_statements.PutReference, row.Key).Bind(Due, row.Due).Run();
    }

    /// <summary>Deletes a row; answers whether there was one.</summary>
    public bool Delete(RowKey row) => At(_statements.Delete, row).Run() > 0;

    /// <summary>Deletes all rows of a kind in a scope; answers how many there were.</summary>
    public int DeleteScope(long kind, byte[] scope) => In(_statements.DeleteScope, kind, scope).Run();

    /// <summary>Number of rows of a kind in a scope.</summary>
    public int Count(long kind, byte[] scope)
    {
        SqliteStatement statement = In(_statements.Count, kind, scope);
        statement.Step();
        return (int)statement.Integer(0);
    }

    /// <summary>All rows of a kind in a scope.</summary>
    public List<SealedRow> InKindAndScope(long kind, byte[] scope) => Read(In(_statements.InKindAndScope, kind, scope));

    /// <summary>All rows of a kind.</summary>
    public List<SealedRow> OfKind(long kind) => Read(Prepare(_statements.OfKind).Bind(Kind, kind));

    /// <summary>At most <paramref name="limit"/> rows of a kind that are due, oldest first.</summary>
    public List<SealedRow> DueBefore(long kind, long due, int limit) =>
        Read(Prepare(_statements.DueBefore).Bind(Kind, kind).Bind(Due, due).Bind(Limit, limit));

    /// <summary>The newest due time of a kind up to a time.</summary>
    public long? NewestDue(long kind, long due)
    {
        SqliteStatement statement = Prepare(_statements.NewestDue).Bind(Kind, kind).Bind(Due, due);
        return statement.Step() ? statement.IntegerOrNull(0) : null;
    }

    /// <summary>The places of all rows of a scope, in all kinds; read first, since they are about to change.</summary>
    public List<RowKey> KeysOfScope(byte[] scope)
    {
        SqliteStatement statement = Prepare(_statements.KeysOfScope).Bind(Scope, scope);
        var keys = new List<RowKey>();
        while (statement.Step())
            keys.Add(new RowKey(statement.Integer(0), scope, statement.Bytes(1, RowIndex.HashSize)));
        return keys;
    }

    /// <summary>Deletes every row of the table.</summary>
    public void Clear() => Prepare(_statements.Clear).Run();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SqliteStatement statement in _prepared.Values)
            statement.Dispose();
        _prepared.Clear();
    }

    private List<SealedRow> Read(SqliteStatement statement)
    {
        var rows = new List<SealedRow>();
        while (statement.Step())
        {
            var key = new RowKey(
                statement.Integer(0), statement.Bytes(1, RowIndex.HashSize), statement.Bytes(2, RowIndex.HashSize));
            rows.Add(new SealedRow(key, statement.IntegerOrNull(3), ValueOf(statement)));
        }

        return rows;
    }

    private byte[] ValueOf(SqliteStatement statement)
    {
        if (!statement.IsInteger(4))
            return statement.Bytes(4);
        SqliteStatement of = Prepare(_statements.GetLong).Bind(Value, statement.Integer(4));
        return of.Step() ? of.Bytes(0) : throw StoreTrouble.Damaged("the database has lost a long value");
    }

    private SqliteStatement At(string sql, RowKey row) => In(sql, row.Kind, row.Scope).Bind(Name, row.Name);

    private SqliteStatement In(string sql, long kind, byte[] scope) => Prepare(sql).Bind(Kind, kind).Bind(Scope, scope);

    /// <summary>The statement, ready to run; one that was left in the middle begins anew.</summary>
    private SqliteStatement Prepare(string sql)
    {
        if (!_prepared.TryGetValue(sql, out SqliteStatement? statement))
            _prepared.Add(sql, statement = database.Prepare(sql));
        statement.Reset();
        return statement;
    }
}
