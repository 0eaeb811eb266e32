using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace OtrMail.Ring;

/// <summary>
/// The operating system's cryptographic random generator: getrandom(2) on Linux, which waits until the kernel has gathered enough at
/// its start and keeps nothing in this process; elsewhere what the base class library takes.
/// </summary>
public sealed partial class SystemRandomSource : IRandomSource
{
    private const int Interrupted = 4; // EINTR

    /// <summary>The one instance; it holds no state.</summary>
    public static SystemRandomSource Instance { get; } = new();

    private SystemRandomSource()
    {
    }

    /// <inheritdoc/>
    public void Fill(Span<byte> buffer)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomNumberGenerator.Fill(buffer);
            return;
        }

        while (!buffer.IsEmpty)
        {
            nint filled = GetRandom(buffer, (nuint)buffer.Length, 0);
            if (filled > 0)
            {
                buffer = buffer[(int)filled..];
                continue;
            }

            if (Marshal.GetLastPInvokeError() == Interrupted)
                continue;
            RandomNumberGenerator.Fill(buffer); // a kernel without it
            return;
        }
    }

    [LibraryImport("libc", EntryPoint = "getrandom", SetLastError = true)]
    private static partial nint GetRandom(Span<byte> buffer, nuint length, uint flags);
}
