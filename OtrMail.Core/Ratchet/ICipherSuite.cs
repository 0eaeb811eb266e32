using OtrMail.Core.Primitives;
using OtrMail.Ring;

namespace OtrMail.Core.Ratchet;

/// <summary>
/// What differs between the two protocols that share this core: the Diffie-Hellman keys, the hash and cipher
/// sizes, how long superseded keys are remembered, and when a MAC key may be revealed. What does not differ (key
/// IDs, who moves when, forgetting, the MAC-key ledger) is <see cref="KeyManagement{TPair,TPublic}"/> and
/// <see cref="MacKeyLedger"/>.
/// </summary>
/// <remarks>
/// Key derivation is not here: mail derives a key for each message from its header and a fresh encapsulation, OTR
/// version 3 derives session keys from a pair of DH keys. Both give a <see cref="MessageKeys"/>.
/// </remarks>
/// <typeparam name="TPair">An own key pair; wiped on dispose.</typeparam>
/// <typeparam name="TPublic">A public key.</typeparam>
public interface ICipherSuite<TPair, TPublic>
    where TPair : class, IDisposable
    where TPublic : class
{
    /// <summary>How many keys are remembered and for how long.</summary>
    RatchetPolicy Policy { get; }

    /// <summary>Bytes of an encryption key: 32 (AES-256) or 16 (AES-128).</summary>
    int EncryptionKeyBytes { get; }

    /// <summary>Bytes of a MAC key and of a MAC.</summary>
    int MacBytes { get; }

    /// <summary>A fresh key pair, as announced in the next messages.</summary>
    TPair GenerateKeyPair(IRandomSource random);

    /// <summary>The public half of a pair.</summary>
    TPublic PublicKey(TPair pair);

    /// <summary>Whether two public keys have the same bytes.</summary>
    bool SameKey(TPublic first, TPublic second);

    /// <summary>
    /// The MAC key of an encryption key: its one-way hash (paper, 4.3), so that who can read a message can also
    /// change it.
    /// </summary>
    SecretBytes MacKeyOf(ReadOnlySpan<byte> encryptionKey);

    /// <summary>A running MAC.</summary>
    RunningMac StartMac(ReadOnlySpan<byte> macKey);
}
