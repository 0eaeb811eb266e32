namespace OtrMail.Core.Keys;

/// <summary>How a correspondent became known.</summary>
public enum Trust
{
    /// <summary>He wrote first, and nobody has decided anything about him.</summary>
    Stranger = 0,

    /// <summary>Imported or written to by the user: trust on first use (paper, 5.1).</summary>
    Accepted = 1,

    /// <summary>The user compared the fingerprint with the owner.</summary>
    Verified = 2,
}
