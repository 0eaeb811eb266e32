using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace OtrMail.Ring;

/// <summary>
/// Memory for what lives long and is secret: arrays that the garbage collector never moves, on pages that are kept out of
/// swap and core dumps where the system lets us (mlock(2), madvise(2) with MADV_DONTDUMP). Where it does not (another
/// system, RLIMIT_MEMLOCK is used up), the memory is as good as any.
/// </summary>
internal static partial class SecretMemory
{
    private const int DoNotDump = 16; // MADV_DONTDUMP of linux/mman.h

    /// <summary>Most pages that are locked: 1 MiB with pages of 4 KiB. What needs more holds mail, not keys.</summary>
    internal const int MostPages = 256;

    /// <summary>Longest array on locked pages: a wiped key is a few KiB, a mail's content is not for here.</summary>
    private const int Longest = 16 << 10;

    /// <summary>More than the deepest calls of those libraries take.</summary>
    private const int StackBytes = 4096;

    private static readonly nuint PageSize = (nuint)Environment.SystemPageSize;
    private static readonly HashSet<nuint> Pages = [];
    private static readonly Lock Turn = new();

    /// <summary>How many pages are locked.</summary>
    internal static int LockedPages
    {
        get
        {
            lock (Turn)
                return Pages.Count;
        }
    }

    /// <summary>A pinned array of zeros.</summary>
    public static byte[] Allocate(int length)
    {
        byte[] array = GC.AllocateArray<byte>(length, pinned: true);
        if (length is > 0 and <= Longest && OperatingSystem.IsLinux())
            Keep(array);
        return array;
    }

    /// <summary>
    /// Overwrites the stack below the caller, where functions that have returned left what they worked with: for
    /// libraries that do not clean up themselves.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void WipeStack()
    {
        Span<byte> below = stackalloc byte[StackBytes];
        CryptographicOperations.ZeroMemory(below);
    }

    private static unsafe void Keep(byte[] array)
    {
        nuint start = (nuint)Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        lock (Turn)
        {
            for (nuint page = start / PageSize * PageSize; page < start + (nuint)array.Length; page += PageSize)
            {
                if (Pages.Contains(page) || Pages.Count >= MostPages || Lock((void*)page, PageSize) != 0)
                    continue;
                Pages.Add(page);
                _ = Advise((void*)page, PageSize, DoNotDump);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "mlock")]
    private static unsafe partial int Lock(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static unsafe partial int Advise(void* address, nuint length, int advice);
}
