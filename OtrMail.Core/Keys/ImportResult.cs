namespace OtrMail.Core.Keys;

/// <summary>The outcome of an import.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Bundle">The bundle.</param>
/// <param name="Conflicting">With <see cref="ImportOutcome.IdentityChanged"/>: the address concerned.</param>
/// <param name="Pinned">With it: the fingerprint that the address is pinned to.</param>
public sealed record ImportResult(
    ImportOutcome Outcome, KeyBundle Bundle, Address? Conflicting = null, Fingerprint? Pinned = null);
