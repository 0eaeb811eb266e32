namespace OtrMail.Core.Keys;

/// <summary>What became of an imported bundle.</summary>
public enum ImportOutcome
{
    /// <summary>A new contact.</summary>
    New,

    /// <summary>A known contact, newer keys.</summary>
    Updated,

    /// <summary>A known contact, nothing new.</summary>
    Unchanged,

    /// <summary>A known contact, keys older than those held; they were not taken.</summary>
    Older,

    /// <summary>Same serial as the bundle held, other bytes; not taken.</summary>
    Conflict,

    /// <summary>
    /// One of its addresses is pinned to another identity. Nothing was taken; the bundle was set aside for the
    /// user's decision.
    /// </summary>
    IdentityChanged,

    /// <summary>The bundle is the own one.</summary>
    Own,

    /// <summary>A date in it is too far in the future: this clock or the other's is wrong.</summary>
    ClockSuspect,
}
