using System.Numerics;

namespace OtrMail.Core.Mail;

/// <summary>
/// Padmé (Nikitin, Barman, Lueks, Underwood, Hubaux, Ford, "Reducing Metadata Leakage from Encrypted Files and
/// Communication with PURBs", PETS 2019, section 4): lengths leak O(log log) bits, for at most 12 % more bytes.
/// </summary>
public static class Padme
{
    /// <summary>The padded length of <paramref name="length"/> bytes (at least 1).</summary>
    public static long PaddedLength(long length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        int exponent = BitOperations.Log2((ulong)length);
        int kept = exponent == 0 ? 1 : BitOperations.Log2((ulong)exponent) + 1;
        int cleared = Math.Max(0, exponent - kept);
        long mask = (1L << cleared) - 1;
        return (length + mask) & ~mask;
    }
}
