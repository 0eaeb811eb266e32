using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace OtrMail.Core.Storage;

/// <summary>
/// Stands between SQLite and its database file, and zeroes on every page that is written what belongs to no cell. SQLite's
/// secure_delete zeroes cells that are deleted and pages that become free; but when it balances a tree it moves cells to
/// other pages, and what stood between a page's cell pointers and its cells stays there, a copy of cells that may be
/// deleted later (SQLite file format, section 1.6). Only pages that are written anyway are touched, so this costs the
/// same however large the store is, and nothing is written that would not have been.
/// </summary>
/// <remarks>
/// The file object that SQLite opened keeps its methods (sqlite3_io_methods, sqlite3.h) but for xWrite. A page whose first
/// byte says that it is part of a tree is one as long as the file has less than 2^25 pages: the first bytes of all other
/// pages are a page number, or zero. <see cref="MaxPages"/> keeps it so.
/// </remarks>
internal static unsafe partial class SqliteScrubbing
{
    /// <summary>Most pages that a database may have: 128 GiB with pages of 4 KiB.</summary>
    public const int MaxPages = (1 << 25) - 1;

    private const int FilePointer = 7; // SQLITE_FCNTL_FILE_POINTER
    private const int MethodsOfVersion3 = 19; // version, 12 methods of version 1, 4 of version 2, 2 of version 3
    private const int WriteMethod = 3; // after version, xClose, xRead
    private const int LargestPage = 65_536;
    private const int FileHeader = 100;

    private static readonly Lock Turn = new();
    private static readonly Dictionary<nint, nint> Tables = [];

    /// <summary>From now on this database's file is written scrubbed.</summary>
    /// <exception cref="SqliteFailure">SQLite does not say which file it is.</exception>
    public static void Attach(sqlite3 database)
    {
        void** file = null;
        int code = FileControl(database.DangerousGetHandle(), "main", FilePointer, &file);
        if (code != raw.SQLITE_OK || file is null || *file is null)
            throw new SqliteFailure(code, "SQLite does not give access to its file");
        lock (Turn)
        {
            nint methods = (nint)(*file);
            if (!Tables.TryGetValue(methods, out nint table))
            {
                // as many methods as its version says: more may not be there to be read
                int count = *(int*)methods switch { 1 => 13, 2 => 17, _ => MethodsOfVersion3 };
                void** copy = (void**)NativeMemory.AllocZeroed(MethodsOfVersion3 + 1, (nuint)sizeof(void*));
                new ReadOnlySpan<nint>((void*)methods, count).CopyTo(new Span<nint>(copy, count));
                if (count < MethodsOfVersion3 || *(int*)copy > 3)
                    *(int*)copy = Math.Min(*(int*)copy, 3);
                copy[MethodsOfVersion3] = copy[WriteMethod];
                copy[WriteMethod] = (delegate* unmanaged[Cdecl]<void**, byte*, int, long, int>)&Write;
                Tables.Add(methods, table = (nint)copy);
            }

            *file = (void*)table;
        }
    }

    /// <summary>The part of a page that belongs to no cell, or an empty range: its page is no tree's, or damaged.</summary>
    internal static Range GapOf(ReadOnlySpan<byte> page, bool isFirst)
    {
        int header = isFirst ? FileHeader : 0;
        if (page.Length < header + 12)
            return default;
        int headerSize = page[header] switch { 0x02 or 0x05 => 12, 0x0A or 0x0D => 8, _ => 0 };
        if (headerSize == 0)
            return default;
        int start = header + headerSize + 2 * BinaryPrimitives.ReadUInt16BigEndian(page[(header + 3)..]);
        int end = BinaryPrimitives.ReadUInt16BigEndian(page[(header + 5)..]);
        if (end == 0)
            end = LargestPage;
        return start <= end && end <= page.Length ? start..end : default;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(void** file, byte* bytes, int length, long offset)
    {
        var write = (delegate* unmanaged[Cdecl]<void**, byte*, int, long, int>)((void**)*file)[MethodsOfVersion3];
        if (length is < 512 or > LargestPage || offset % length != 0)
            return write(file, bytes, length, offset); // no page
        var page = new ReadOnlySpan<byte>(bytes, length);
        Range gap = GapOf(page, offset == 0);
        if (!page[gap].ContainsAnyExcept((byte)0))
            return write(file, bytes, length, offset);
        byte* clean = stackalloc byte[length];
        page.CopyTo(new Span<byte>(clean, length));
        new Span<byte>(clean, length)[gap].Clear();
        return write(file, clean, length, offset);
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileControl(nint database, string name, int operation, void* argument);
}
