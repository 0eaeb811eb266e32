namespace OtrMail.Core.Storage;

/// <summary>SQLite refused. It becomes a <see cref="StoreException"/> before it leaves this floor.</summary>
/// <param name="code">Its primary result code.</param>
/// <param name="message">Its words.</param>
internal sealed class SqliteFailure(int code, string message) : Exception(message)
{
    /// <summary>The primary result code (sqlite3.h).</summary>
    public int Code => code;
}
