namespace OtrMail.Core.Im.Sessions;

/// <summary>Whether a message completed an exchange of keys, and whose key it was.</summary>
internal enum Establishment
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The peer's key is his first or one of those known.</summary>
    WithKnownKey,

    /// <summary>Other keys of the peer are known: what waits to be said is not meant for this one.</summary>
    WithChangedKey,
}
