using SQLitePCL;

namespace OtrMail.Core.Storage;

/// <summary>
/// A prepared statement. Its columns are read strictly: in a damaged database any column can have any type, and that
/// must be trouble with the store, not a value made of something else.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteHandle _database;
    private readonly sqlite3_stmt _statement;

    internal SqliteStatement(SqliteHandle database, sqlite3_stmt statement)
    {
        _database = database;
        _statement = statement;
    }

    /// <summary>Gives parameter <c>?index</c> a number.</summary>
    public SqliteStatement Bind(int index, long value)
    {
        _database.Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    /// <summary>Gives parameter <c>?index</c> bytes; they are copied.</summary>
    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        _database.Check(raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    /// <summary>Gives parameter <c>?index</c> a number or nothing.</summary>
    public SqliteStatement Bind(int index, long? value)
    {
        _database.Check(value is { } number
            ? raw.sqlite3_bind_int64(_statement, index, number) : raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    /// <summary>Goes on to the next row; false when there is none.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(_statement);
        _database.Check(code);
        return code == raw.SQLITE_ROW;
    }

    /// <summary>Runs it to its end; answers how many rows it changed.</summary>
    public int Run()
    {
        while (Step())
        {
            // what it answers is not asked for
        }

        Reset();
        return _database.Changes;
    }

    /// <summary>Makes it ready for another run.</summary>
    public void Reset()
    {
        // what a failed step answers was told by the step
        _ = raw.sqlite3_reset(_statement);
        _ = raw.sqlite3_clear_bindings(_statement);
    }

    /// <summary>Whether a column is an integer.</summary>
    public bool IsInteger(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_INTEGER;

    /// <summary>An integer.</summary>
    public long Integer(int column) =>
        raw.sqlite3_column_type(_statement, column) == raw.SQLITE_INTEGER ? raw.sqlite3_column_int64(_statement, column) : throw Wrong();

    /// <summary>An integer or nothing.</summary>
    public long? IntegerOrNull(int column) =>
        raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL ? null : Integer(column);

    /// <summary>Bytes.</summary>
    public byte[] Bytes(int column) =>
        raw.sqlite3_column_type(_statement, column) == raw.SQLITE_BLOB ? raw.sqlite3_column_blob(_statement, column).ToArray() : throw Wrong();

    /// <summary>Bytes of one length.</summary>
    public byte[] Bytes(int column, int length) => Bytes(column) is { } value && value.Length == length ? value : throw Wrong();

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private static StoreException Wrong() => StoreTrouble.Damaged("a column of the database has another type");
}
