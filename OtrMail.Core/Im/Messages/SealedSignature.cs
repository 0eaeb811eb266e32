using OtrMail.Core.Wire;

namespace OtrMail.Core.Im.Messages;

/// <summary>A signature as the exchange carries it: encrypted (with the public key and its key ID), and a MAC over that.</summary>
/// <param name="Encrypted">The bytes X of the specification, AES-128-CTR.</param>
/// <param name="Mac">The first 20 bytes of HMAC-SHA-256 over the DATA of <paramref name="Encrypted"/>.</param>
public sealed record SealedSignature(ReadOnlyMemory<byte> Encrypted, ReadOnlyMemory<byte> Mac)
{
    /// <summary>Bytes of <see cref="Mac"/>.</summary>
    public const int MacBytes = 20;

    internal static SealedSignature Read(ref WireReader reader) =>
        new(reader.Data(ImLimits.EncryptedSignatureBytes).ToArray(), reader.Raw(MacBytes).ToArray());

    internal void Write(WireWriter writer) => writer.Data(Encrypted.Span).Raw(Mac.Span);
}
