using SQLitePCL;

namespace OtrMail.Core.Storage;

/// <summary>SQLite refused. It becomes a <see cref="StoreException"/> before it leaves this floor.</summary>
/// <param name="code">Its result code, extended where there is one.</param>
/// <param name="message">Its words.</param>
internal sealed class SqliteFailure(int code, string message) : Exception(message)
{
    /// <summary>The primary result code (sqlite3.h).</summary>
    public int Code => code & 0xff;

    /// <summary>
    /// Whether a commit that ended so is in the database all the same: its journal was deleted, and then the directory could not be made
    /// durable.
    /// </summary>
    public bool IsAfterCommit => code == raw.SQLITE_IOERR_DIR_FSYNC;
}
