namespace OtrMail.Core.Keys;

/// <summary>An own prekey that is not yet erased, without its secret; times in Unix seconds.</summary>
/// <param name="Id">The ID by which a First names it.</param>
/// <param name="Dates">Its dates.</param>
/// <param name="HeldUntil">It is held until then.</param>
/// <param name="IsQuarantined">What it opens is not authenticated.</param>
public sealed record HeldPrekey(uint Id, PrekeyDates Dates, long HeldUntil, bool IsQuarantined);
