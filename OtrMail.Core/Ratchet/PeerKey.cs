namespace OtrMail.Core.Ratchet;

/// <summary>A public key that the peer announced.</summary>
/// <typeparam name="TPublic">The suite's public key.</typeparam>
/// <param name="Id">Its key ID in the peer's numbering.</param>
/// <param name="Key">The key.</param>
/// <param name="AnnouncedAt">Newest stamp of a message that announced it (Unix seconds).</param>
public sealed record PeerKey<TPublic>(uint Id, TPublic Key, long AnnouncedAt)
    where TPublic : class;
