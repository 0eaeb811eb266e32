namespace OtrMail.Core.Mail;

/// <summary>An own private ratchet key that is not yet forgotten.</summary>
/// <param name="Id">Its key ID.</param>
/// <param name="AnnouncedAt">Stamp of the last mail that announced it, Unix seconds; 0 when none did.</param>
/// <param name="SupersededAt">When the peer first used its successor, or <see langword="null"/>.</param>
public sealed record HeldKey(uint Id, long AnnouncedAt, long? SupersededAt);
