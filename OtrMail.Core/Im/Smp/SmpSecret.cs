using System.Security.Cryptography;
using OtrMail.Core.Primitives;

namespace OtrMail.Core.Im.Smp;

/// <summary>What SMP really compares: the users' words, bound to both keys and to the session.</summary>
internal static class SmpSecret
{
    private const byte Version = 1;

    /// <summary>
    /// SHA-256(BYTE 1 ‖ initiator's fingerprint ‖ responder's fingerprint ‖ session ID ‖ entered), 32 bytes (OTR version 3, "Secret
    /// information").
    /// </summary>
    public static SecretBytes Derive(
        ImFingerprint initiator, ImFingerprint responder, ReadOnlySpan<byte> sessionId, ReadOnlySpan<byte> entered)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([Version]);
        hash.AppendData(initiator.Bytes.Span);
        hash.AppendData(responder.Bytes.Span);
        hash.AppendData(sessionId);
        hash.AppendData(entered);
        var secret = new SecretBytes(SHA256.HashSizeInBytes);
        hash.GetHashAndReset(secret.Writable);
        return secret;
    }
}
