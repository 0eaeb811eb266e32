namespace OtrMail.Core.Ratchet;

/// <summary>The two DH keys behind the keys of a message, by their IDs.</summary>
/// <param name="Own">ID of the own key.</param>
/// <param name="Peer">ID of the peer's key, in his numbering.</param>
public readonly record struct KeyPairIds(uint Own, uint Peer);
