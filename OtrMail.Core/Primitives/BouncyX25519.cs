using OtrMail.Ring;
using Curve = Org.BouncyCastle.Math.EC.Rfc7748.X25519;

namespace OtrMail.Core.Primitives;

/// <summary>
/// BouncyCastle's, for systems without libcrypto. It takes the clamped scalar apart into an array that nobody can wipe
/// afterwards.
/// </summary>
internal sealed class BouncyX25519 : IX25519Backend
{
    public void PublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
    {
        Curve.ScalarMultBase(privateKey, publicKey);
        SecretMemory.WipeStack();
    }

    public bool TryAgree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey, Span<byte> shared)
    {
        bool isSecret = Curve.CalculateAgreement(privateKey, publicKey, shared);
        SecretMemory.WipeStack();
        return isSecret;
    }
}
