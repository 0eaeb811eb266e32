using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OtrMail.Core.Storage;

/// <summary>The calls to the C library for which the base class library has no name.</summary>
internal static partial class Libc
{
    // struct statx (linux/stat.h) is the same on every architecture; stx_uid stands at offset 20
    private const int StatxSize = 256;
    private const int StatxUidOffset = 20;
    private const uint StatxUid = 0x8;
    private const int AtFdCwd = -100;
    private const int ReadAccess = 4; // R_OK of unistd.h

    /// <summary>
    /// Makes the directory's entries durable: a file that was made, renamed or deleted in it is so after a power
    /// loss too.
    /// </summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            return; // NTFS journals its directories
        int descriptor = Open(path, 0);
        if (descriptor < 0)
            throw Failure(path);
        try
        {
            if (Sync(descriptor) != 0)
                throw Failure(path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Whether this process may list a directory.</summary>
    public static bool IsReadable(string path) => OperatingSystem.IsWindows() || Access(path, ReadAccess) == 0;

    /// <summary>Gives a file a second name; answers whether the file system did.</summary>
    public static bool TryLink(string existing, string second) =>
        !OperatingSystem.IsWindows() && Link(existing, second) == 0;

    /// <summary>
    /// Whether the file or directory belongs to another user than the one this process acts for;
    /// <see langword="null"/> where the system does not say.
    /// </summary>
    public static bool? BelongsToAnother(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        Span<byte> buffer = stackalloc byte[StatxSize];
        try
        {
            if (Statx(AtFdCwd, path, 0, StatxUid, buffer) != 0)
                return null;
            uint owner = BitConverter.IsLittleEndian
                ? BinaryPrimitives.ReadUInt32LittleEndian(buffer[StatxUidOffset..])
                : BinaryPrimitives.ReadUInt32BigEndian(buffer[StatxUidOffset..]);
            return owner != EffectiveUser();
        }
        catch (EntryPointNotFoundException)
        {
            return null; // a C library older than statx
        }
    }

    private static IOException Failure(string path) =>
        new($"{Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}: '{path}'");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string second);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, Span<byte> buffer);
}
