namespace OtrMail.Core.Im.Exchange;

/// <summary>What a message did to an exchange.</summary>
public enum ExchangeOutcome
{
    /// <summary>Nothing: it does not belong here.</summary>
    Ignored,

    /// <summary>It was answered.</summary>
    Continues,

    /// <summary>Both sides have the keys and know each other's identity.</summary>
    Established,

    /// <summary>It does not verify; nothing has changed.</summary>
    Failed,
}
