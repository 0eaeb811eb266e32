using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OtrMail.Core.Streams;

/// <summary>
/// A file without a name: nobody finds it, and nothing of it outlives the process. Where the system has no such files, one
/// that loses its name as soon as it is open.
/// </summary>
internal static partial class UnnamedFile
{
    private const int ReadWrite = 0x2;
    private const int CloseOnExec = 0x80000;
    private const uint OwnerOnly = 0x180;

    /// <summary>Opens one for reading and writing.</summary>
    /// <param name="directory">Where it takes its room.</param>
    /// <param name="name">A name for the systems that want one; not taken.</param>
    /// <exception cref="IOException">There cannot be one.</exception>
    public static SafeFileHandle Open(string directory, string name)
    {
        // the flag holds O_DIRECTORY, whose value differs between architectures
        int unnamed = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 0x410000,
            Architecture.Arm64 => 0x404000,
            _ => 0,
        };
        if (OperatingSystem.IsLinux() && unnamed != 0)
        {
            int descriptor = Open(directory, unnamed | ReadWrite | CloseOnExec, OwnerOnly);
            if (descriptor >= 0)
                return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        return OpenNamed(Path.Combine(directory, name));
    }

    private static SafeFileHandle OpenNamed(string path)
    {
        var how = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (OperatingSystem.IsWindows())
            how.Options = FileOptions.DeleteOnClose;
        else
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            var file = new FileStream(path, how);
            if (!OperatingSystem.IsWindows())
                File.Delete(path);
            return file.SafeFileHandle;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"no file can be made in '{Path.GetDirectoryName(path)}'", e);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);
}
