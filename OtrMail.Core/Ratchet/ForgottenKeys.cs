namespace OtrMail.Core.Ratchet;

/// <summary>Which keys of a session are gone for good.</summary>
/// <param name="Own">IDs of own keys, whose pairs are wiped.</param>
/// <param name="Peer">IDs of the peer's keys.</param>
public sealed record ForgottenKeys(IReadOnlyList<uint> Own, IReadOnlyList<uint> Peer);
