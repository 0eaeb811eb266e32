namespace OtrMail.Core.Im.Smp;

/// <summary>What the compared secret is bound to, so that nobody in the middle can pass it on.</summary>
/// <param name="Own">Fingerprint of the own key.</param>
/// <param name="Peer">Fingerprint of the peer's key in this session.</param>
/// <param name="SessionId">The secure session ID, 8 bytes.</param>
public sealed record SmpParties(ImFingerprint Own, ImFingerprint Peer, ReadOnlyMemory<byte> SessionId);
