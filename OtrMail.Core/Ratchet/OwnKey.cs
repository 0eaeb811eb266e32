namespace OtrMail.Core.Ratchet;

/// <summary>An own key pair of a session.</summary>
/// <typeparam name="TPair">The suite's key pair.</typeparam>
/// <param name="Id">Its key ID: 1, 2, …</param>
/// <param name="Pair">The pair; wiped when the key is forgotten.</param>
/// <param name="AnnouncedAt">Stamp of the last message that announced it (Unix seconds); 0 when none did.</param>
/// <param name="SupersededAt">When the peer first used its successor (Unix seconds), or <see langword="null"/>.</param>
public sealed record OwnKey<TPair>(uint Id, TPair Pair, long AnnouncedAt, long? SupersededAt)
    where TPair : class, IDisposable;
