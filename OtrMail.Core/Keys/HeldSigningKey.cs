namespace OtrMail.Core.Keys;

/// <summary>An own signing key that is neither published nor erased yet, without its secret.</summary>
/// <param name="Fingerprint">Its fingerprint.</param>
/// <param name="Dates">Its dates.</param>
/// <param name="HasSigned">Whether it signed a First or Reply; if not, it is erased instead of published.</param>
/// <param name="NextDue">When it is to be published or erased, Unix seconds.</param>
public sealed record HeldSigningKey(Fingerprint Fingerprint, SigningDates Dates, bool HasSigned, long NextDue);
