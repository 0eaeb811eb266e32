using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OtrMail.Cli.Terminal;

/// <summary>
/// What the base class library does not offer: plain write(2), a file's type, files without a name, echo of a terminal.
/// </summary>
internal static partial class Libc
{
    private const int AtFdCwd = -100;
    private const int StatxSize = 256;
    private const int StatxModeOffset = 28;
    private const uint StatxType = 1;
    private const ushort TypeMask = 0xF000;
    private const ushort RegularType = 0x8000;
    private const int InterruptedCall = 4;
    private const int Exists = 17;
    private const int WriteOnly = 1;
    private const int CloseOnExec = 0x80000;
    private const int FollowLink = 0x400;
    private const int LockAlone = 2;
    private const int Unlock = 8;
    private const uint OwnerOnly = 0x180; // 0600
    private const int TryAgain = 11;

    private const uint SyncRangeWrite = 2;
    private const nint DefaultHandler = 0;

    /// <summary>Bytes that are enough for sigset_t everywhere.</summary>
    private const int SignalSetBytes = 128;

    /// <summary>Bytes that are enough for struct termios everywhere.</summary>
    public const int TermiosSize = 256;

    /// <summary>
    /// Writes all bytes. Unlike the console's stream it reports a closed pipe, and unlike a file stream it moves the
    /// offset that the descriptor shares with other processes.
    /// </summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void WriteAll(int descriptor, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint written = Write(descriptor, bytes, (nuint)bytes.Length);
            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == TryAgain)
                Thread.Sleep(1); // somebody made the descriptor non-blocking
            else if (error != InterruptedCall)
                throw new IOException(Marshal.GetPInvokeErrorMessage(error));
        }
    }

    /// <summary>
    /// Reads what there is, and waits until there is something; 0 at the end, or when the terminal is gone. (The class library reads
    /// at offsets, which a terminal does not have.)
    /// </summary>
    public static int Read(int descriptor, Span<byte> bytes)
    {
        nint read;
        while ((read = ReadSome(descriptor, bytes, (nuint)bytes.Length)) < 0 && Marshal.GetLastPInvokeError() == InterruptedCall)
        {
            // once more
        }

        return (int)Math.Max(read, 0);
    }

    /// <summary>
    /// Whether the path, links followed, is there and is something else than a regular file (a device, a pipe, a
    /// directory); where the system does not say, whether it lies in /dev.
    /// </summary>
    public static bool IsSpecial(string path)
    {
        if (!OperatingSystem.IsLinux())
            return path.StartsWith("/dev/", StringComparison.Ordinal);
        Span<byte> buffer = stackalloc byte[StatxSize];
        try
        {
            if (Statx(AtFdCwd, path, 0, StatxType, buffer) != 0)
                return false;
            return (MemoryMarshal.Read<ushort>(buffer[StatxModeOffset..]) & TypeMask) != RegularType;
        }
        catch (EntryPointNotFoundException)
        {
            return path.StartsWith("/dev/", StringComparison.Ordinal); // a C library older than statx
        }
    }

    /// <summary>Makes the entries of a directory durable, as well as the system can.</summary>
    public static void SyncDirectory(string path)
    {
        int descriptor = Open(path, 0);
        if (descriptor < 0)
            return;
        _ = Sync(descriptor);
        _ = Close(descriptor);
    }

    /// <summary>
    /// Makes a file without a name in a directory, 0600; null where the system or the file system has
    /// no such files, and where the directory refuses.
    /// </summary>
    public static SafeFileHandle? OpenUnnamed(string directory)
    {
        // the flag holds O_DIRECTORY, whose value differs between architectures
        int unnamed = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 0x410000,
            Architecture.Arm64 => 0x404000,
            _ => 0,
        };
        if (!OperatingSystem.IsLinux() || unnamed == 0 || !Directory.Exists("/proc/self/fd"))
            return null; // without /proc they would stay nameless
        int descriptor = Open(directory, unnamed | WriteOnly | CloseOnExec, OwnerOnly);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Opens a file that is there, without any lock; null where that cannot be.</summary>
    public static SafeFileHandle? OpenToRead(string path)
    {
        int descriptor = OperatingSystem.IsLinux() ? Open(path, CloseOnExec) : -1;
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Takes the lock of flock(2) on an open file, alone, or gives it back: for children that have inherited the file, too.</summary>
    public static void Lock(SafeFileHandle file, bool isTaken)
    {
        if (OperatingSystem.IsLinux())
            _ = Lock((int)file.DangerousGetHandle(), isTaken ? LockAlone : Unlock);
    }

    /// <summary>Gives a file a name; false when there is one of that name.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static bool TryLink(SafeFileHandle file, string path)
    {
        if (Link(AtFdCwd, $"/proc/self/fd/{file.DangerousGetHandle()}", AtFdCwd, path, FollowLink) == 0)
            return true;
        int error = Marshal.GetLastPInvokeError();
        return error == Exists ? false : throw new IOException(Marshal.GetPInvokeErrorMessage(error));
    }

    /// <summary>Asks the system to write a range of a file to the disk soon; whether it does is its own affair, and no promise.</summary>
    public static void BeginWriteBack(SafeFileHandle file, long offset, long count)
    {
        if (OperatingSystem.IsLinux() && Environment.Is64BitProcess)
            _ = SyncRange(file, offset, count, SyncRangeWrite);
    }

    /// <summary>
    /// Lets this process hear that its children end: a caller may have blocked that (mutt does, around its sendmail) or ignore it, a
    /// program inherits both, and the base class library would wait for ever. To be called before there is a second thread, and
    /// before the library has a handler there, which it puts with the first child.
    /// </summary>
    public static void HearChildren()
    {
        if (OperatingSystem.IsWindows())
            return;
        Span<byte> signals = stackalloc byte[SignalSetBytes];
        signals.Clear();
        int childSignal = OperatingSystem.IsLinux() ? 17 : 20;
        _ = HandleSignal(childSignal, DefaultHandler);
        _ = AddSignal(signals, childSignal);
        _ = MaskSignals(OperatingSystem.IsLinux() ? 1 : 2, signals, 0);
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncRange(SafeFileHandle file, long offset, long count, uint flags);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint HandleSignal(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "sigaddset")]
    private static partial int AddSignal(Span<byte> signals, int signal);

    [LibraryImport("libc", EntryPoint = "sigprocmask")]
    private static partial int MaskSignals(int how, ReadOnlySpan<byte> signals, nint before);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    public static partial int GetTerminal(int descriptor, Span<byte> settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    public static partial int SetTerminal(int descriptor, int when, ReadOnlySpan<byte> settings);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadSome(int descriptor, Span<byte> bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, Span<byte> buffer);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "flock")]
    private static partial int Lock(int descriptor, int how);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(int fromDirectory, string from, int toDirectory, string to, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
