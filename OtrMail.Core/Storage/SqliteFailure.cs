namespace OtrMail.Core.Storage;

/// <summary>SQLite refused. It becomes a <see cref="StoreException"/> before it leaves this floor.</summary>
/// <param name="code">Its result code, extended where there is one.</param>
/// <param name="message">Its words.</param>
internal sealed class SqliteFailure(int code, string message) : Exception(message)
{
    /// <summary>The primary result code (sqlite3.h).</summary>
    public int Code => code & 0xff;

    /// <summary>Whether it came in the last step of a commit, and what was to be committed is in the database all the same.</summary>
    public bool IsAfterCommit { get; set; }
}
