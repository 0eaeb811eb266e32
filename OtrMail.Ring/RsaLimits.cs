namespace OtrMail.Ring;

/// <summary>Every limit of this library, with its reason.</summary>
public static class RsaLimits
{
    /// <summary>Shortest modulus, in bits: what NIST SP 800-57 gives 112 bits of strength.</summary>
    public const int MinBits = 2048;

    /// <summary>Longest modulus, in bits: what a stranger's key may make one verification cost (about 0.06 ms).</summary>
    public const int MaxBits = 4096;

    /// <summary>Longest modulus, in bytes.</summary>
    public const int MaxBytes = MaxBits / 8;

    /// <summary>
    /// The only public exponent. With one value for all keys a fingerprint over the modulus is a fingerprint of the key.
    /// </summary>
    public const int PublicExponent = 65537;

    /// <summary>Most members of a ring: a position is hashed as one byte and the count is written as one.</summary>
    public const int MaxRingMembers = 255;

    /// <summary>
    /// How many bits a ring's domain exceeds its longest modulus: the part of {0,1}^b that the extended permutation
    /// leaves as it is is then at most one in 2^256 (Rivest, Shamir, Tauman 2001, section 3.1, asks for 160).
    /// </summary>
    public const int DomainMarginBits = 256;

    /// <summary>Bytes of a key's fingerprint (SHA-256).</summary>
    public const int FingerprintBytes = 32;

    /// <summary>Bytes of salt in an RSA-PSS signature: as long as the hash (RFC 8017, section 9.1).</summary>
    public const int PssSaltBytes = 32;

    /// <summary>No modulus has a prime factor below this: catches broken generators for the price of one signature.</summary>
    internal const int SmallPrimeLimit = 4096;
}
