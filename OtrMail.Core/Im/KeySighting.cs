namespace OtrMail.Core.Im;

/// <summary>What is known of a peer's key that an exchange used.</summary>
public enum KeySighting
{
    /// <summary>It is the first key seen of this peer.</summary>
    First,

    /// <summary>Other keys of this peer are known, and not this one.</summary>
    Changed,

    /// <summary>It was seen before.</summary>
    Known,

    /// <summary>It was seen before, and the user or SMP has verified it.</summary>
    Verified,
}
