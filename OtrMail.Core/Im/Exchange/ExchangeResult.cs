using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;

namespace OtrMail.Core.Im.Exchange;

/// <summary>What an exchange ended in.</summary>
/// <param name="OwnKey">The own DH key, ID <see cref="KeyExchange.OwnKeyId"/>; the receiver owns it.</param>
/// <param name="PeerKey">The peer's DH key.</param>
/// <param name="PeerKeyId">Its ID.</param>
/// <param name="PeerIdentity">The key that signed it.</param>
/// <param name="SessionId">The secure session ID, 8 bytes.</param>
/// <param name="SentReveal">Whether this side sent the Reveal Signature.</param>
internal sealed record ExchangeResult(
    ModpKeyPair OwnKey,
    ModpPublicKey PeerKey,
    uint PeerKeyId,
    DsaPublicKey PeerIdentity,
    ReadOnlyMemory<byte> SessionId,
    bool SentReveal);
