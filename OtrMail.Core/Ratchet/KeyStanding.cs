namespace OtrMail.Core.Ratchet;

/// <summary>What a session knows of the two key IDs in a message's header.</summary>
public enum KeyStanding
{
    /// <summary>Both keys are at hand.</summary>
    Held,

    /// <summary>One of them was there once and has been forgotten.</summary>
    Forgotten,

    /// <summary>One of them was never announced to or by this side: IDs move by one only.</summary>
    NeverKnown,
}
