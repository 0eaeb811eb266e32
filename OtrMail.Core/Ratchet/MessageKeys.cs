using OtrMail.Core.Primitives;

namespace OtrMail.Core.Ratchet;

/// <summary>The encryption key of a message and the MAC key hashed from it. Never stored; wiped on dispose.</summary>
/// <param name="EncryptionKey">The AES key.</param>
/// <param name="MacKey">The MAC key (paper, 4.3); revealed later (paper, 4.4).</param>
public sealed record MessageKeys(SecretBytes EncryptionKey, SecretBytes MacKey) : IDisposable
{
    /// <summary>Wipes both.</summary>
    public void Dispose()
    {
        EncryptionKey.Dispose();
        MacKey.Dispose();
    }

    /// <summary>Never the contents.</summary>
    public override string ToString() => nameof(MessageKeys);
}
