using System.Runtime.InteropServices;

namespace OtrMail.Cli.Terminal;

/// <summary>
/// A caller may start a program with its standard input, output or errors closed. The next file that it opens would take that place:
/// a mail would be read out of a stranger's file, or written over one of the store's. So whatever is closed is taken here, by something that
/// refuses to be read (input) or written to (output).
/// </summary>
internal static partial class StandardDescriptors
{
    private const string Nothing = "/dev/null";
    private const int Count = 3;
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;
    private const int GetFlags = 1; // F_GETFD
    private const int ClosesOnExec = 1; // FD_CLOEXEC

    private static readonly bool[] Closed = new bool[Count];

    /// <summary>To be called before any file is opened.</summary>
    public static void Guard()
    {
        if (OperatingSystem.IsWindows())
            return;
        for (int descriptor = 0; descriptor < Count; descriptor++)
        {
            int flags = Control(descriptor, GetFlags);
            if (flags < 0)
                _ = Open(Nothing, descriptor == 0 ? WriteOnly : ReadOnly); // the lowest that is free: this one
            // what comes from a caller never closes by itself: it is the runtime's own
            Closed[descriptor] = flags < 0 || (flags & ClosesOnExec) != 0;
        }
    }

    /// <summary>Refuses a descriptor that the caller had closed.</summary>
    /// <exception cref="IOException">It was closed.</exception>
    public static void Check(int descriptor)
    {
        if (Closed[descriptor])
            throw new IOException("Bad file descriptor");
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
