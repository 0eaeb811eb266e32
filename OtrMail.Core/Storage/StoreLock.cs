using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace OtrMail.Core.Storage;

/// <summary>
/// The lock by which processes take turns: flock(2) on the file <c>lock</c>, which the kernel gives back when its
/// holder ends in any way. The file stays; deleting it would let two processes lock two different files.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    // Errors that mean "held by another": EWOULDBLOCK on Linux and on BSD or macOS, ERROR_SHARING_VIOLATION
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    // A holder keeps the lock for some milliseconds. Waiting longer between two tries than that would let a
    // newcomer overtake those who have waited long, so the sleep stops growing here.
    private const int LongestSleep = 10;

    private readonly SafeFileHandle _handle;

    private StoreLock(SafeFileHandle handle) => _handle = handle;

    /// <summary>
    /// Takes the lock, trying again until <paramref name="timeout"/> is over since <paramref name="start"/>, a
    /// timestamp of <see cref="Stopwatch"/>: waiting for another process takes real time, whatever the clock of the
    /// protocol is set to.
    /// </summary>
    /// <exception cref="StoreBusyException">Another held it all the time.</exception>
    /// <exception cref="IOException">The lock file cannot be opened or made.</exception>
    public static StoreLock Take(string path, TimeSpan timeout, long start)
    {
        for (int sleep = 1; ; sleep = Math.Min(2 * sleep, LongestSleep))
        {
            try
            {
                return new StoreLock(StoreFiles.Open(path, FileMode.OpenOrCreate, FileShare.None));
            }
            catch (IOException e) when (HeldByAnother.Contains(e.HResult))
            {
                TimeSpan left = timeout - Stopwatch.GetElapsedTime(start);
                if (left <= TimeSpan.Zero)
                    throw Busy(timeout);
                Thread.Sleep((int)Math.Min(sleep, Math.Ceiling(left.TotalMilliseconds)));
            }
        }
    }

    /// <summary>The exception for a time-out.</summary>
    public static StoreBusyException Busy(TimeSpan timeout) => new(
        $"another process has used the store for {timeout.TotalSeconds:0.#} seconds: try again later");

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
