namespace OtrMail.Core.Storage;

/// <summary>The statements on a table of records. None but <see cref="Clear"/> may read the whole table.</summary>
/// <param name="table"><c>kept</c> or <c>secret</c>.</param>
internal sealed class RecordStatements(string table)
{
    private const string AtRow = "WHERE kind = $kind AND scope = $scope AND name = $name";
    private const string InScope = "WHERE kind = $kind AND scope = $scope";
    private const string Columns = "SELECT kind, scope, name, due, value FROM";

    public string Get { get; } = $"{Columns} {table} {AtRow}";

    public string Put { get; } =
        $"INSERT INTO {table} (kind, scope, name, due, value) VALUES ($kind, $scope, $name, $due, $value) "
        + "ON CONFLICT DO UPDATE SET due = excluded.due, value = excluded.value";

    public string Delete { get; } = $"DELETE FROM {table} {AtRow}";

    public string DeleteScope { get; } = $"DELETE FROM {table} {InScope}";

    public string Count { get; } = $"SELECT count(*) FROM {table} {InScope}";

    public string InKindAndScope { get; } = $"{Columns} {table} {InScope}";

    public string OfKind { get; } = $"{Columns} {table} WHERE kind = $kind";

    public string DueBefore { get; } =
        $"{Columns} {table} WHERE kind = $kind AND due <= $due ORDER BY due LIMIT $limit";

    public string NewestDue { get; } = $"SELECT max(due) FROM {table} WHERE kind = $kind AND due <= $due";

    public string KeysOfScope { get; } = $"SELECT kind, name FROM {table} WHERE scope = $scope";

    public string Clear { get; } = $"DELETE FROM {table}";
}
