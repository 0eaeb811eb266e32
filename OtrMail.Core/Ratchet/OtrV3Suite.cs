using System.Security.Cryptography;
using OtrMail.Core.Primitives;
using OtrMail.Ring;

namespace OtrMail.Core.Ratchet;

/// <summary>
/// The suite of OTR version 3: MODP-1536 DH keys, SHA-1, AES-128 in counter mode, HMAC-SHA-1. Session keys belong to a pair of
/// DH keys and serve all messages under it; delivery is ordered, so a superseded key is forgotten at once.
/// </summary>
/// <remarks>Off-the-Record Messaging Protocol version 3, "Key Management" and "Computing AES keys, MAC keys …".</remarks>
public sealed class OtrV3Suite : ICipherSuite<ModpKeyPair, ModpPublicKey>
{
    private const byte HighEnd = 0x01;
    private const byte LowEnd = 0x02;
    private const byte ExtraKey = 0xFF;

    /// <summary>The suite; it has no state.</summary>
    public static OtrV3Suite Instance { get; } = new();

    /// <inheritdoc/>
    public RatchetPolicy Policy { get; } = new(0, 0, 2, RevealsAtOnce: false, RevealRepeats: 1);

    /// <inheritdoc/>
    public int EncryptionKeyBytes => 16;

    /// <inheritdoc/>
    public int MacBytes => Sha1.HashBytes;

    /// <inheritdoc/>
    public ModpKeyPair GenerateKeyPair(IRandomSource random) => ModpKeyPair.Generate(random);

    /// <inheritdoc/>
    public ModpPublicKey PublicKey(ModpKeyPair pair) => pair.Public;

    /// <inheritdoc/>
    public bool SameKey(ModpPublicKey first, ModpPublicKey second) => first.Is(second);

    /// <inheritdoc/>
    public SecretBytes MacKeyOf(ReadOnlySpan<byte> encryptionKey)
    {
        var macKey = new SecretBytes(MacBytes);
        Sha1.Hash(encryptionKey, macKey.Writable);
        return macKey;
    }

    /// <inheritdoc/>
    public RunningMac StartMac(ReadOnlySpan<byte> macKey) => Sha1.StartMac(macKey);

    /// <summary>
    /// The session keys of a pair of DH keys. The owner of the greater public key is the "high" end; the two ends hash
    /// different bytes before the secret, so each direction has keys of its own.
    /// </summary>
    public SessionKeys Derive(ModpKeyPair own, ModpPublicKey peer)
    {
        bool isHigh = own.Public.IsGreaterThan(peer);
        using var secret = new SharedSecret(own, peer);
        var extra = new SecretBytes(SHA256.HashSizeInBytes);
        secret.H2(ExtraKey, extra.Writable);
        return new SessionKeys(
            OneWay(secret, isHigh ? HighEnd : LowEnd), OneWay(secret, isHigh ? LowEnd : HighEnd), extra);
    }

    private MessageKeys OneWay(SharedSecret secret, byte end)
    {
        Span<byte> hash = stackalloc byte[Sha1.HashBytes];
        secret.H1(end, hash);
        var key = new SecretBytes(hash[..EncryptionKeyBytes]);
        CryptographicOperations.ZeroMemory(hash);
        return new MessageKeys(key, MacKeyOf(key.Span));
    }
}
