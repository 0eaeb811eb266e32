using System.Text;
using Microsoft.Win32.SafeHandles;
using OtrMail.Core.Primitives;
using OtrMail.Ring;

namespace OtrMail.Cli.Terminal;

/// <summary>
/// A file that appears whole or not at all (0600): written and synced without any name where the system can do so, so that a
/// kill leaves nothing, then linked to its place. Where a file is there already, or the system cannot, it takes another name
/// first and is renamed; what a kill leaves under that name goes when the same file is written again.
/// </summary>
internal sealed class StagedFile : IDisposable
{
    private readonly string _path;
    private readonly IRandomSource _random;
    private readonly SafeFileHandle _handle;
    private string? _temporary;
    private bool _isPublished;

    private StagedFile(string path, IRandomSource random, SafeFileHandle handle, string? temporary)
    {
        _path = path;
        _random = random;
        _handle = handle;
        _temporary = temporary;
    }

    /// <summary>Writes a file, not yet under its name.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory is closed to this user.</exception>
    public static StagedFile Write(string path, Action<Stream> write, IRandomSource random)
    {
        // what a link points to is replaced, not the link
        if (new FileInfo(path).LinkTarget is not null)
            path = File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        path = Path.GetFullPath(path);
        StagedFile staged = Begin(path, random);
        try
        {
            write(new FileHandleStream(staged._handle));
            RandomAccess.FlushToDisk(staged._handle);
            return staged;
        }
        catch
        {
            staged.Dispose();
            throw;
        }
    }

    /// <summary>Gives the file its name, replacing one that is there.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Publish()
    {
        if (_temporary is not null || !Libc.TryLink(_handle, _path))
        {
            _temporary ??= Link();
            File.Move(_temporary, _path, overwrite: true);
            // before anybody who looks for it by its name; a child that is just being started may keep the file open longer than this process
            Libc.Lock(_handle, isTaken: false);
        }

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
        if (!_isPublished && _temporary is not null)
            TryDelete(_temporary);
        _handle.Dispose();
    }

    private static StagedFile Begin(string path, IRandomSource random)
    {
        string temporary = TemporaryName(path, random);
        return Libc.OpenUnnamed(Path.GetDirectoryName(path)!) is { } unnamed
            ? new StagedFile(path, random, unnamed, null)
            : new StagedFile(path, random, Create(temporary), temporary);
    }

    private string Link()
    {
        string temporary = TemporaryName(_path, _random);
        Libc.Lock(_handle, isTaken: true);
        return Libc.TryLink(_handle, temporary) ? temporary : throw new IOException($"the name '{temporary}' is taken");
    }

    /// <summary>
    /// The name in between: the same for the same file, so that what a kill left under it is found and removed. While
    /// another process has it (which keeps it locked), some other.
    /// </summary>
    private static string TemporaryName(string path, IRandomSource random)
    {
        string directory = Path.GetDirectoryName(path)!;
        byte[] hash = Label.Hash("otrmail name in between", Encoding.UTF8.GetBytes(Path.GetFileName(path)));
        string name = Path.Combine(directory, $".otrmail-{Convert.ToHexStringLower(hash.AsSpan(0, 8))}.tmp");
        if (!File.Exists(name))
            return name;
        try
        {
            using (File.OpenHandle(name, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                File.Delete(name);
            return name;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            byte[] unique = new byte[8];
            random.Fill(unique);
            return Path.Combine(directory, $".otrmail-{Convert.ToHexStringLower(unique)}.tmp");
        }
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
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options).SafeFileHandle;
    }
}
