using System.Security.Cryptography;
using OtrMail.Core.Primitives;
using OtrMail.Core.Wire;
using OtrMail.Ring;

namespace OtrMail.Core.Ratchet;

/// <summary>
/// The suite of mail, version 1: X25519 and ML-KEM-768 ratchet keys, HKDF-SHA-256, AES-256 in counter mode,
/// HMAC-SHA-256; a key for each message.
/// </summary>
public sealed class MailSuite : ICipherSuite<RatchetKeyPair, RatchetPublicKey>
{
    private const long Day = 86_400;

    private static readonly byte[] Salt = Label.Bytes(Labels.MessageKeySalt);
    private static readonly byte[] MacKeyLabel = Label.Bytes(Labels.MacKey);

    /// <summary>The suite with its default life times: superseded keys 14 days, at most 32; 8 peer keys.</summary>
    public static MailSuite Default { get; } = new(14 * Day);

    /// <summary>The suite with another life time for superseded keys.</summary>
    public MailSuite(long supersededSeconds) =>
        Policy = new RatchetPolicy(32, supersededSeconds, 8, RevealsAtOnce: true, RevealRepeats: 3);

    /// <inheritdoc/>
    public RatchetPolicy Policy { get; }

    /// <inheritdoc/>
    public int EncryptionKeyBytes => 32;

    /// <inheritdoc/>
    public int MacBytes => 32;

    /// <inheritdoc/>
    public RatchetKeyPair GenerateKeyPair(IRandomSource random) => RatchetKeyPair.Generate(random);

    /// <inheritdoc/>
    public RatchetPublicKey PublicKey(RatchetKeyPair pair) => pair.Public;

    /// <inheritdoc/>
    public bool SameKey(RatchetPublicKey first, RatchetPublicKey second) =>
        first.Bytes.Span.SequenceEqual(second.Bytes.Span);

    /// <inheritdoc/>
    public SecretBytes MacKeyOf(ReadOnlySpan<byte> encryptionKey)
    {
        Span<byte> input = stackalloc byte[MacKeyLabel.Length + encryptionKey.Length];
        MacKeyLabel.CopyTo(input);
        encryptionKey.CopyTo(input[MacKeyLabel.Length..]);
        var macKey = new SecretBytes(MacBytes);
        Sha256.HashData(input, macKey.Writable);
        CryptographicOperations.ZeroMemory(input);
        return macKey;
    }

    /// <inheritdoc/>
    public RunningMac StartMac(ReadOnlySpan<byte> macKey) => new HmacSha256(macKey);

    /// <summary>
    /// The keys of one message: HKDF-SHA-256 (RFC 5869) over KEM secret ‖ DH secret, bound by its info to the
    /// message's type, header, both identities and both keys.
    /// </summary>
    /// <param name="kemSecret">32 bytes: X-Wing in a First, else ML-KEM.</param>
    /// <param name="dhSecret">32 bytes, or empty in a First (its X-Wing has the DH inside).</param>
    /// <param name="context">What the keys are for.</param>
    public MessageKeys Derive(ReadOnlySpan<byte> kemSecret, ReadOnlySpan<byte> dhSecret, MessageContext context)
    {
        using var info = new WireWriter();
        info.Data(Label.Bytes(Labels.MessageKey)).Byte(context.Type).Data(context.HeaderHash.Span)
            .Data(context.SenderIdentity.Span).Data(context.RecipientIdentity.Span)
            .Data(context.SenderKeyHash.Span).Data(context.RecipientKeyHash.Span);
        Span<byte> input = stackalloc byte[kemSecret.Length + dhSecret.Length];
        kemSecret.CopyTo(input);
        dhSecret.CopyTo(input[kemSecret.Length..]);
        var key = new SecretBytes(EncryptionKeyBytes);
        Hkdf.DeriveKey(input, key.Writable, Salt, info.Written);
        CryptographicOperations.ZeroMemory(input);
        return new MessageKeys(key, MacKeyOf(key.Span));
    }
}
