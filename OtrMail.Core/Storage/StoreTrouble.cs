using System.Security.Cryptography;
using SQLitePCL;

namespace OtrMail.Core.Storage;

/// <summary>Turns what the disk, SQLite and the cryptography throw into the store's own exceptions.</summary>
internal static class StoreTrouble
{
    /// <summary>Whether this is trouble with the store and not a mistake of the calling program.</summary>
    public static bool Is(Exception e) =>
        e is SqliteFailure or IOException or UnauthorizedAccessException or CryptographicException;

    /// <summary>The store's exception for it.</summary>
    public static StoreException From(Exception e) => e switch
    {
        SqliteFailure sqlite => FromSqlite(sqlite),
        UnauthorizedAccessException => new StoreException(
            StoreFault.Permissions, "the store's files are not accessible to this user", e),
        CryptographicException => Damaged("the store cannot be decrypted", e),
        _ => new StoreException(StoreFault.InputOutput, $"the store cannot be read or written: {e.Message}", e),
    };

    /// <summary>The store does not read as what was written.</summary>
    public static StoreException Damaged(string what, Exception? inner = null) =>
        new(StoreFault.Damaged, $"the store is damaged: {what}; restore a backup", inner);

    /// <summary>The store says of itself that a later version of this program wrote it.</summary>
    public static StoreException Newer(string file) =>
        new(StoreFault.Damaged, $"the store's file '{file}' was made by a newer version of this program");

    private static StoreException FromSqlite(SqliteFailure e) => e.Code switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new StoreBusyException("another process keeps the database locked"),
        raw.SQLITE_FULL => new StoreException(StoreFault.InputOutput, "the disk is full", e),
        raw.SQLITE_IOERR or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_NOMEM or raw.SQLITE_NOLFS
            or raw.SQLITE_PROTOCOL or raw.SQLITE_INTERRUPT => new StoreException(
            StoreFault.InputOutput, $"the database cannot be read or written: {e.Message}", e)
            { MayBeDone = e.IsAfterCommit },
        raw.SQLITE_PERM or raw.SQLITE_AUTH => new StoreException(
            StoreFault.Permissions, "the database is not accessible to this user", e),
        _ => Damaged("the database does not read as what was written", e),
    };
}
