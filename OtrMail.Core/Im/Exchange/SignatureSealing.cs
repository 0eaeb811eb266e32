using System.Security.Cryptography;
using OtrMail.Core.Im.Messages;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Im.Exchange;

/// <summary>
/// Makes and opens the encrypted signatures of the exchange. What is signed is a MAC over both DH keys, the signer's public
/// key and his key ID, under a key that only the two sides have: so a signature shows nobody else who talked with whom.
/// </summary>
internal static class SignatureSealing
{
    /// <summary>The own signature.</summary>
    public static SealedSignature Make(
        ImIdentity identity, SignatureKeys keys, ModpPublicKey ownKey, ModpPublicKey peerKey, uint ownKeyId)
    {
        byte[] signature = identity.Sign(SignedMac(keys, ownKey, peerKey, identity.PublicKey.Span, ownKeyId));
        using var writer = new WireWriter(1024);
        writer.Raw(identity.PublicKey.Span).Int(ownKeyId).Raw(signature);
        var encrypted = new byte[writer.Length];
        Crypt(keys, writer.Written, encrypted);
        return new SealedSignature(encrypted, OuterMac(keys, encrypted));
    }

    /// <summary>
    /// Opens the peer's signature: MAC first, then what is inside, then the signature itself. False when anything is wrong.
    /// </summary>
    public static bool TryOpen(
        SealedSignature signature,
        SignatureKeys keys,
        ModpPublicKey ownKey,
        ModpPublicKey peerKey,
        out DsaPublicKey? peerIdentity,
        out uint peerKeyId)
    {
        peerIdentity = null;
        peerKeyId = 0;
        if (!CryptographicOperations.FixedTimeEquals(OuterMac(keys, signature.Encrypted.Span), signature.Mac.Span))
            return false;
        var opened = new byte[signature.Encrypted.Length];
        Crypt(keys, signature.Encrypted.Span, opened);
        var reader = new WireReader(opened);
        peerIdentity = PublicKeyEncoding.Read(ref reader);
        peerKeyId = reader.Int();
        reader.Require(peerKeyId is > 0 and < KeyManagement<ModpKeyPair, ModpPublicKey>.MaxKeyId - 1);
        byte[] dsa = reader.Raw(DsaPublicKey.SignatureBytes).ToArray();
        if (!reader.Finished)
            return false;
        byte[] mac = SignedMac(keys, peerKey, ownKey, PublicKeyEncoding.Write(peerIdentity!), peerKeyId);
        return peerIdentity!.Verify(mac, dsa);
    }

    private static byte[] SignedMac(
        SignatureKeys keys, ModpPublicKey signersKey, ModpPublicKey othersKey, ReadOnlySpan<byte> publicKey, uint keyId)
    {
        using var writer = new WireWriter(1024);
        writer.Data(signersKey.Value).Data(othersKey.Value).Raw(publicKey).Int(keyId);
        return HMACSHA256.HashData(keys.Signed.Span, writer.Written);
    }

    private static byte[] OuterMac(SignatureKeys keys, ReadOnlySpan<byte> encrypted)
    {
        using var writer = new WireWriter(encrypted.Length + 4);
        writer.Data(encrypted);
        return HMACSHA256.HashData(keys.Outer.Span, writer.Written)[..SealedSignature.MacBytes];
    }

    private static void Crypt(SignatureKeys keys, ReadOnlySpan<byte> input, Span<byte> output)
    {
        using AesCtr cipher = AesCtr.FromZero(keys.Encryption.Span, input.Length);
        cipher.Apply(input, output);
    }
}
