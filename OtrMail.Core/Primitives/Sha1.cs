using System.Security.Cryptography;

namespace OtrMail.Core.Primitives;

/// <summary>
/// SHA-1 (FIPS 180-4) and HMAC-SHA-1 (RFC 2104), where OTR version 3 asks for them: fingerprints, session keys and the MAC of
/// data messages. Nothing else may use it.
/// </summary>
/// <remarks>
/// Collisions of SHA-1 can be made, but none of its uses here rests on them: keys are derived from secrets, HMAC needs no
/// collision resistance, and a fingerprint is attacked by a second preimage.
/// </remarks>
public static class Sha1
{
    /// <summary>Bytes of a hash and of a MAC.</summary>
    public const int HashBytes = 20;

#pragma warning disable CA5350 // the protocol fixes SHA-1; see the remarks
    /// <summary>The hash of <paramref name="input"/>, into 20 bytes.</summary>
    public static void Hash(ReadOnlySpan<byte> input, Span<byte> hash) => SHA1.HashData(input, hash);

    /// <summary>A running HMAC-SHA-1.</summary>
    public static RunningMac StartMac(ReadOnlySpan<byte> key) => new Mac(IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, key));
#pragma warning restore CA5350

    private sealed class Mac(IncrementalHash hash) : RunningMac
    {
        public override void Append(ReadOnlySpan<byte> bytes) => hash.AppendData(bytes);

        public override byte[] Finish() => hash.GetHashAndReset();

        protected override void Dispose(bool disposing) => hash.Dispose();
    }
}
