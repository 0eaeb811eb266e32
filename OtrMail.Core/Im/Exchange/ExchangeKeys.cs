using System.Security.Cryptography;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;

namespace OtrMail.Core.Im.Exchange;

/// <summary>What both sides derive from g^xy during the exchange: seven values of h2. Wiped on dispose.</summary>
internal sealed class ExchangeKeys : IDisposable
{
    private const int SessionIdBytes = 8;
    private const int EncryptionKeyBytes = 16;

    /// <summary>The values of a DH secret.</summary>
    public ExchangeKeys(SharedSecret secret)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        secret.H2(0, hash);
        SessionId = hash[..SessionIdBytes].ToArray();
        secret.H2(1, hash);
        var revealing = new SecretBytes(hash[..EncryptionKeyBytes]);
        var answering = new SecretBytes(hash[EncryptionKeyBytes..]);
        CryptographicOperations.ZeroMemory(hash);
        Reveal = new SignatureKeys(revealing, Hash(secret, 2), Hash(secret, 3));
        Answer = new SignatureKeys(answering, Hash(secret, 4), Hash(secret, 5));
    }

    /// <summary>ssid, 8 bytes.</summary>
    public byte[] SessionId { get; }

    /// <summary>c, m1, m2: for the Reveal Signature message.</summary>
    public SignatureKeys Reveal { get; }

    /// <summary>c', m1', m2': for the Signature message.</summary>
    public SignatureKeys Answer { get; }

    public void Dispose()
    {
        Reveal.Dispose();
        Answer.Dispose();
    }

    private static SecretBytes Hash(SharedSecret secret, byte b)
    {
        var hash = new SecretBytes(SHA256.HashSizeInBytes);
        secret.H2(b, hash.Writable);
        return hash;
    }
}
