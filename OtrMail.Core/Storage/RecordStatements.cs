namespace OtrMail.Core.Storage;

/// <summary>
/// The statements on a table of records: ?1 is the kind, ?2 the scope, ?3 the name, ?4 due, ?5 the value, ?6 a limit. None but
/// <see cref="Clear"/> may read the whole table.
/// </summary>
/// <param name="table"><c>kept</c> or <c>secret</c>.</param>
internal sealed class RecordStatements(string table)
{
    private const string AtRow = "WHERE kind = ?1 AND scope = ?2 AND name = ?3";
    private const string InScope = "WHERE kind = ?1 AND scope = ?2";
    private const string Columns = "SELECT kind, scope, name, due, value FROM";

    public string Get { get; } = $"{Columns} {table} {AtRow}";

    public string Put { get; } = Putting(table, "?5");

    /// <summary>Puts a long value where a record's <see cref="PutReference"/> then finds it.</summary>
    public string PutLong { get; } = "INSERT INTO long (value) VALUES (?5)";

    public string GetLong { get; } = "SELECT value FROM long WHERE id = ?5";

    public string PutReference { get; } = Putting(table, "last_insert_rowid()");

    public string Delete { get; } = $"DELETE FROM {table} {AtRow}";

    public string DeleteScope { get; } = $"DELETE FROM {table} {InScope}";

    public string Count { get; } = $"SELECT count(*) FROM {table} {InScope}";

    public string InKindAndScope { get; } = $"{Columns} {table} {InScope}";

    public string OfKind { get; } = $"{Columns} {table} WHERE kind = ?1";

    public string DueBefore { get; } =
        $"{Columns} {table} WHERE kind = ?1 AND due <= ?4 ORDER BY due LIMIT ?6";

    public string NewestDue { get; } = $"SELECT max(due) FROM {table} WHERE kind = ?1 AND due <= ?4";

    public string KeysOfScope { get; } = $"SELECT kind, name FROM {table} WHERE scope = ?2";

    public string Clear { get; } = $"DELETE FROM {table}";

    private static string Putting(string table, string value) =>
        $"INSERT INTO {table} (kind, scope, name, due, value) VALUES (?1, ?2, ?3, ?4, {value}) "
        + "ON CONFLICT DO UPDATE SET due = excluded.due, value = excluded.value";
}
