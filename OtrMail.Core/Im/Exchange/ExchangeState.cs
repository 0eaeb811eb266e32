namespace OtrMail.Core.Im.Exchange;

/// <summary>Where an exchange of keys stands (OTR version 3, "Authentication state").</summary>
public enum ExchangeState
{
    /// <summary>None is going on.</summary>
    None,

    /// <summary>A D-H Commit went out.</summary>
    AwaitingDhKey,

    /// <summary>A D-H Key went out, in answer to a D-H Commit.</summary>
    AwaitingRevealSignature,

    /// <summary>A Reveal Signature went out, in answer to a D-H Key.</summary>
    AwaitingSignature,
}
