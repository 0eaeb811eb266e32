using Microsoft.Win32.SafeHandles;
using OtrMail.Core.Primitives;

namespace OtrMail.Core.Streams;

/// <summary>
/// A <see cref="SealedSpool"/> with a name, that outlives the process: whoever keeps its key reads it again. A key is for
/// one file, and for what is written into it once.
/// </summary>
internal static class SealedFile
{
    /// <summary>Makes the file, mode 0600, and makes its content durable (not yet its name). What is left of a failure is taken away.</summary>
    /// <param name="path">A name that is not taken.</param>
    /// <param name="key">A fresh key of <see cref="SealedSpool.KeyBytes"/>; copied.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void Write(string path, ReadOnlySpan<byte> key, Action<Stream> write)
    {
        SafeFileHandle made = Make(path);
        try
        {
            using var spool = new SealedSpool(made, new SecretBytes(key), 0);
            using var writer = new SpoolWriter(spool);
            write(writer);
            writer.Complete();
            spool.Flush();
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Opens it again; a change of its bytes shows when they are read.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="key">Its key; copied.</param>
    /// <param name="length">How many bytes were written into it.</param>
    /// <exception cref="IOException">It is not there, or cannot be opened.</exception>
    public static ByteSource Open(string path, ReadOnlySpan<byte> key, long length)
    {
        try
        {
            return new SealedSpool(File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete), new SecretBytes(key), length);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static SafeFileHandle Make(string path)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new FileStream(path, how).SafeFileHandle;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"'{path}' cannot be made: {e.Message}", e);
        }
    }
}
