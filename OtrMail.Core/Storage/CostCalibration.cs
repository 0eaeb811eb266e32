namespace OtrMail.Core.Storage;

/// <summary>
/// Finds what a guess at the passphrase shall cost, on the machine where the passphrase is set: about a second. First
/// the memory grows, which is what costs an attacker's hardware most, then the passes. Never less than the second
/// recommended setting of RFC 9106 section 4 (64 MiB, 3 passes), however slow the machine.
/// </summary>
public static class CostCalibration
{
    /// <summary>How long opening the vault is to take; <c>unlock</c> spares it.</summary>
    public static readonly TimeSpan Target = TimeSpan.FromSeconds(1);

    /// <summary>Most memory in KiB: what a small server has left for a filter.</summary>
    public const int MostMemory = 256 << 10;

    private const int Probe = 64 << 10;
    private const int MemoryStep = 16 << 10;
    private const int MostPasses = 32;

    /// <summary>Measures this machine; takes about a fifth of the target.</summary>
    /// <param name="clock">Its timestamps are used, not its date.</param>
    public static PassphraseCost Measure(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        byte[] nothing = new byte[16];
        VaultFile.Stretch(nothing, nothing, new PassphraseCost(MemoryStep, 1, 1)).Dispose(); // whatever is slow only once
        long start = clock.GetTimestamp();
        VaultFile.Stretch(nothing, nothing, new PassphraseCost(Probe, 1, 1)).Dispose();
        return For(clock.GetElapsedTime(start), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
    }

    /// <summary>The cost where one pass over 64 MiB takes this long and there is so much memory, in bytes.</summary>
    internal static PassphraseCost For(TimeSpan onePass, long available)
    {
        double passes = onePass > TimeSpan.Zero ? Target / onePass : double.MaxValue;
        long most = Math.Min(MostMemory, available / 4 >> 10);
        long memory = (long)Math.Min(most, passes / PassphraseCost.Default.Passes * Probe) / MemoryStep * MemoryStep;
        memory = Math.Max(memory, PassphraseCost.Default.MemoryKiB);
        int count = (int)Math.Clamp(passes * Probe / memory, PassphraseCost.Default.Passes, MostPasses);
        return new PassphraseCost((int)memory, count, 1);
    }
}
