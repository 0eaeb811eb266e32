namespace OtrMail.Core.Im;

/// <summary>A key of a peer that was seen.</summary>
/// <param name="Fingerprint">Its fingerprint.</param>
/// <param name="IsVerified">Whether the user compared it with the owner, or SMP did.</param>
/// <param name="FirstSeen">When it was seen first, Unix seconds.</param>
/// <param name="LastSeen">When an exchange used it last, Unix seconds.</param>
public sealed record ImPeerKey(ImFingerprint Fingerprint, bool IsVerified, long FirstSeen, long LastSeen);
