namespace OtrMail.Core.Storage;

/// <summary>
/// What one guess at the passphrase costs: the parameters of Argon2id (RFC 9106), version 1.3. They are written
/// into the vault file when the passphrase is set and read from there when it is used.
/// </summary>
/// <param name="MemoryKiB">Memory in KiB, at least eight times the lanes.</param>
/// <param name="Passes">Number of passes over it.</param>
/// <param name="Lanes">Number of lanes.</param>
public sealed record PassphraseCost(int MemoryKiB, int Passes, int Lanes)
{
    /// <summary>The second recommended setting of RFC 9106 section 4 (64 MiB, 3 passes), with one lane.</summary>
    public static PassphraseCost Default { get; } = new(64 << 10, 3, 1);

    /// <summary>Whether Argon2id can be run with these numbers and within the limits on a vault file.</summary>
    internal bool IsAllowed =>
        Lanes is >= 1 and <= StoreLimits.MaxArgonLanes
        && Passes is >= 1 and <= StoreLimits.MaxArgonPasses
        && MemoryKiB >= 8 * Lanes && MemoryKiB <= StoreLimits.MaxArgonMemory;
}
