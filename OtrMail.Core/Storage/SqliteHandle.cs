using SQLitePCL;

namespace OtrMail.Core.Storage;

/// <summary>An open database file: no more of SQLite than the store needs, so that opening it costs little. For one thread at a time.</summary>
internal sealed class SqliteHandle : IDisposable
{
    private readonly sqlite3 _database;

    static SqliteHandle() => Batteries_V2.Init();

    private SqliteHandle(sqlite3 database) => _database = database;

    /// <summary>Opens a file that is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="patience">How long to wait for a foreign reader (a backup program, the sqlite3 shell).</param>
    /// <exception cref="SqliteFailure">It cannot be opened.</exception>
    public static SqliteHandle Open(string path, TimeSpan patience)
    {
        int code = raw.sqlite3_open_v2(path, out sqlite3 database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, null);
        var handle = new SqliteHandle(database);
        try
        {
            handle.Check(code);
            SqliteScrubbing.Attach(database);
            handle.Check(raw.sqlite3_busy_timeout(database, (int)Math.Min(patience.TotalMilliseconds, int.MaxValue)));
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The file's absolute name, links followed: its journal lies beside it.</summary>
    public string Path => raw.sqlite3_db_filename(_database, "main").utf8_to_string();

    /// <summary>Whether a transaction was begun and is neither committed nor rolled back, by whomever.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(_database) == 0;

    /// <summary>Rows that the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_database);

    /// <summary>Runs statements that answer nothing worth reading.</summary>
    /// <exception cref="SqliteFailure">One of them failed.</exception>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_database, sql));

    /// <summary>Prepares one statement; the caller disposes it before this.</summary>
    /// <exception cref="SqliteFailure">It makes no sense for this file.</exception>
    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_database, sql, out sqlite3_stmt statement));
        return new SqliteStatement(this, statement);
    }

    /// <summary>Closes the file; what was not committed is rolled back.</summary>
    public void Dispose() => _database.Dispose();

    /// <summary>Takes a result code for what it is.</summary>
    internal void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw new SqliteFailure(raw.sqlite3_extended_errcode(_database) is var extended && (extended & 0xff) == (code & 0xff) ? extended : code, raw.sqlite3_errmsg(_database).utf8_to_string());
    }
}
