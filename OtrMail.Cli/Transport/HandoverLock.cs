using System.Diagnostics;

namespace OtrMail.Cli.Transport;

/// <summary>
/// Who holds it hands mail on, alone: two processes would hand on the same mail twice. The store is free meanwhile, since a
/// server may take its time. The kernel gives it back when its holder ends in any way.
/// </summary>
internal sealed class HandoverLock : IDisposable
{
    private const int PauseMilliseconds = 50;

    // EWOULDBLOCK on Linux and on BSD or macOS, ERROR_SHARING_VIOLATION
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private HandoverLock(FileStream file) => _file = file;

    /// <summary>Takes it; null when another has held it for the whole time.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="timeout">How long to try.</param>
    public static HandoverLock? Take(string directory, TimeSpan timeout)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
                if (!OperatingSystem.IsWindows())
                    options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                return new HandoverLock(new FileStream(Path.Combine(directory, "sending"), options));
            }
            catch (IOException e) when (HeldByAnother.Contains(e.HResult))
            {
                if (Stopwatch.GetElapsedTime(start) >= timeout)
                    return null;
                Thread.Sleep(PauseMilliseconds);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
