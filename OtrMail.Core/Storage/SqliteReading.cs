using Microsoft.Data.Sqlite;

namespace OtrMail.Core.Storage;

/// <summary>
/// Reads columns strictly: in a damaged database any column can have any type, and that must be trouble with the
/// store, not an exception about a cast.
/// </summary>
internal static class SqliteReading
{
    /// <summary>An integer.</summary>
    public static long Integer(this SqliteDataReader reader, int column) =>
        reader.GetValue(column) is long value ? value : throw Wrong();

    /// <summary>An integer or nothing.</summary>
    public static long? IntegerOrNull(this SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.Integer(column);

    /// <summary>Bytes.</summary>
    public static byte[] Bytes(this SqliteDataReader reader, int column) =>
        reader.GetValue(column) as byte[] ?? throw Wrong();

    /// <summary>Bytes of one length.</summary>
    public static byte[] Bytes(this SqliteDataReader reader, int column, int length) =>
        reader.Bytes(column) is { } value && value.Length == length ? value : throw Wrong();

    private static StoreException Wrong() => StoreTrouble.Damaged("a column of the database has another type");
}
