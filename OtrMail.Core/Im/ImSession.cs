namespace OtrMail.Core.Im;

/// <summary>An encrypted conversation with one client of the peer, as people see it.</summary>
/// <param name="Fingerprint">Of the peer's long-lived key.</param>
/// <param name="IsVerified">Whether the user verified that key, or SMP did.</param>
/// <param name="Id">The secure session ID: 16 hexadecimal digits, the same on both sides and on no other session.</param>
/// <param name="OwnHalfFirst">
/// Which eight digits of the ID this side reads out to the other, who reads the other eight: the first half if this side sent
/// the Reveal Signature message.
/// </param>
/// <param name="PeerInstance">Instance tag of the peer's client.</param>
public sealed record ImSession(
    ImFingerprint Fingerprint, bool IsVerified, string Id, bool OwnHalfFirst, uint PeerInstance);
