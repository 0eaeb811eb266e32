using Microsoft.Win32.SafeHandles;
using OtrMail.Ring;

namespace OtrMail.Cli.Terminal;

/// <summary>
/// A file that appears whole or not at all: written and synced under another name in the same directory (0600), then
/// renamed. What is not published is deleted.
/// </summary>
internal sealed class StagedFile : IDisposable
{
    private readonly string _temporary;
    private readonly string _path;
    private bool _isPublished;

    private StagedFile(string temporary, string path)
    {
        _temporary = temporary;
        _path = path;
    }

    /// <summary>Writes the bytes, not yet under their name.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory is closed to this user.</exception>
    public static StagedFile Write(string path, ReadOnlySpan<byte> bytes, IRandomSource random)
    {
        // what a link points to is replaced, not the link
        if (new FileInfo(path).LinkTarget is not null)
            path = File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        path = Path.GetFullPath(path);
        Span<byte> unique = stackalloc byte[8];
        random.Fill(unique);
        string name = $".otrmail-{Convert.ToHexStringLower(unique)}.tmp";
        var staged = new StagedFile(Path.Combine(Path.GetDirectoryName(path)!, name), path);
        try
        {
            using SafeFileHandle handle = Create(staged._temporary);
            RandomAccess.Write(handle, bytes, 0);
            RandomAccess.FlushToDisk(handle);
            return staged;
        }
        catch
        {
            staged.Dispose();
            throw;
        }
    }

    /// <summary>Gives the file its name, replacing one that is there.</summary>
    public void Publish()
    {
        File.Move(_temporary, _path, overwrite: true);
        _isPublished = true;
        Libc.SyncDirectory(Path.GetDirectoryName(_path)!);
    }

    /// <summary>Takes a published file away again.</summary>
    public void Withdraw()
    {
        if (_isPublished)
            TryDelete(_path);
    }

    public void Dispose()
    {
        if (!_isPublished)
            TryDelete(_temporary);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // the first failure is the one to report
        }
    }

    private static SafeFileHandle Create(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options).SafeFileHandle;
    }
}
