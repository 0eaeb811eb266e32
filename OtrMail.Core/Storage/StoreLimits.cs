namespace OtrMail.Core.Storage;

/// <summary>All limits of the store in one place.</summary>
internal static class StoreLimits
{
    /// <summary>Longest name of a record kind, in ASCII characters: kinds are constants of the program.</summary>
    public const int MaxKindName = 32;

    /// <summary>
    /// Longest scope or name, in UTF-8 bytes: an address (254) with room for a fingerprint (64 hex digits) and
    /// a label; and short enough that its length fits the two bytes that a sealed record has for it.
    /// </summary>
    public const int MaxText = 1024;

    /// <summary>
    /// Largest value, in bytes: four times the largest packet by default; sealed it stays far below the
    /// 1,000,000,000 bytes that SQLite allows for a row.
    /// </summary>
    public const int MaxValue = 256 << 20;

    /// <summary>
    /// Largest Argon2id memory that a vault file may ask for, in KiB (4 GiB): a damaged or planted file must not
    /// take the machine down before the passphrase is even known to be wrong.
    /// </summary>
    public const int MaxArgonMemory = 4 << 20;

    /// <summary>Most Argon2id passes that a vault file may ask for; at 64 MiB they take about two minutes.</summary>
    public const int MaxArgonPasses = 1000;

    /// <summary>Most Argon2id lanes that a vault file may ask for.</summary>
    public const int MaxArgonLanes = 64;

    /// <summary>Length of the outside copy of the generation, at most, in bytes; anything longer is not one.</summary>
    public const int MaxGenerationCopy = 128;

    /// <summary>
    /// Highest generation that is believed: a million commits a second for two hundred thousand years, and adding
    /// one to it cannot overflow.
    /// </summary>
    public const long MaxGeneration = long.MaxValue / 2;
}
