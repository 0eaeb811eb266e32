using Microsoft.Win32.SafeHandles;

namespace OtrMail.Core.Storage;

/// <summary>Files that nobody else may read, and content that must be gone when it is replaced.</summary>
internal static class StoreFiles
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode PrivateDirectory = Private | UnixFileMode.UserExecute;

    /// <summary>Bytes of a file that are looked at together.</summary>
    private const int LongestPiece = 16 << 10;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>
    /// Makes a directory that only its owner can enter, and those above it, as the XDG Base Directory Specification has it
    /// for all that is missing, each durably; one that is there stays as it is.
    /// </summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        if (Directory.Exists(path))
            return;
        if (ParentOf(path) is { } above)
            CreateDirectory(above);
        Directory.CreateDirectory(path, PrivateDirectory);
        SyncParent(path);
    }

    /// <summary>
    /// Makes the name of a file or directory durable. A parent that this user cannot read is left alone: then the name is as durable as
    /// it becomes by itself.
    /// </summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void SyncParent(string path)
    {
        if (ParentOf(path) is { } above && Libc.IsReadable(above))
            Libc.SyncDirectory(above);
    }

    /// <summary>Checks that a file or directory is there, belongs to this user and is closed to all others.</summary>
    /// <exception cref="StoreException">Permissions: it is not so.</exception>
    /// <exception cref="IOException">It is not there.</exception>
    public static void CheckPrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            return; // access lists are inherited from the user's profile there
        UnixFileMode mode = File.GetUnixFileMode(path);
        if ((mode & Others) != 0)
        {
            string shouldBe = Directory.Exists(path) ? "700" : "600";
            throw new StoreException(
                StoreFault.Permissions, $"'{path}' is open to other users: chmod {shouldBe} '{path}'");
        }

        if (Libc.BelongsToAnother(path) == true)
            throw new StoreException(StoreFault.Permissions, $"'{path}' belongs to another user");
    }

    /// <summary>Opens a file for reading and writing, 0600 if it is made here.</summary>
    public static SafeFileHandle Open(string path, FileMode mode, FileShare share = FileShare.ReadWrite)
    {
        if (OperatingSystem.IsWindows() || mode == FileMode.Open)
            return File.OpenHandle(path, mode, FileAccess.ReadWrite, share);
        // the other way prepares this thread for much that no command needs
        if (mode == FileMode.OpenOrCreate && File.Exists(path))
        {
            try
            {
                return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, share);
            }
            catch (FileNotFoundException)
            {
                // gone in between: it is made
            }
        }

        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = share,
            UnixCreateMode = Private,
            BufferSize = 0,
        };
        return new FileStream(path, options).SafeFileHandle;
    }

    /// <summary>
    /// Reads a small file whole; <see langword="null"/> when it is longer than <paramref name="limit"/>.
    /// </summary>
    public static byte[]? ReadSmall(string path, int limit)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var buffer = new byte[limit + 1];
        int length = 0;
        while (length < buffer.Length && RandomAccess.Read(handle, buffer.AsSpan(length), length) is > 0 and int read)
            length += read;
        return length > limit ? null : buffer[..length];
    }

    /// <summary>Writes a new file, 0600, and makes its content durable (not yet its name).</summary>
    public static void WriteDurably(string path, ReadOnlySpan<byte> content)
    {
        using SafeFileHandle handle = Open(path, FileMode.Create);
        RandomAccess.Write(handle, content, 0);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Overwrites a file with zeros, durably, and deletes it; nothing happens when there is none.</summary>
    public static void Erase(string path)
    {
        ZeroDurably(path);
        File.Delete(path);
    }

    /// <summary>
    /// Overwrites a file with zeros, durably; nothing happens when there is none. What is zero is written, too: a sync that failed may have
    /// left in memory what the disk does not have.
    /// </summary>
    public static void ZeroDurably(string path)
    {
        if (!File.Exists(path))
            return;
        using SafeFileHandle handle = Open(path, FileMode.Open);
        RandomAccess.Write(handle, new byte[RandomAccess.GetLength(handle)], 0);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Overwrites with zeros what is not zero in a file, not yet durably; nothing happens when there is none.</summary>
    public static void Zero(string path)
    {
        if (!File.Exists(path))
            return;
        using SafeFileHandle handle = Open(path, FileMode.Open);
        byte[] piece = new byte[Math.Min(RandomAccess.GetLength(handle), LongestPiece)];
        int read;
        for (long at = 0; (read = RandomAccess.Read(handle, piece, at)) > 0; at += read)
        {
            Span<byte> bytes = piece.AsSpan(0, read);
            if (!bytes.ContainsAnyExcept((byte)0))
                continue; // the next sync has nothing to do here
            bytes.Clear();
            RandomAccess.Write(handle, bytes, at);
        }
    }

    private static string? ParentOf(string path) => Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
}
