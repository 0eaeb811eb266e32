namespace OtrMail.Core.Im.Smp;

/// <summary>The kinds of numbers in SMP's messages, and what each must satisfy.</summary>
internal enum SmpValue
{
    /// <summary>A member of the group of order q, but not 1.</summary>
    Element,

    /// <summary>The hash of a proof, at most 32 bytes.</summary>
    Challenge,

    /// <summary>The answer of a proof: between 1 and q − 1.</summary>
    Answer,
}
