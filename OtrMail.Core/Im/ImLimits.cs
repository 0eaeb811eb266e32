namespace OtrMail.Core.Im;

/// <summary>All limits of instant messaging in one place, each with what it stops.</summary>
public static class ImLimits
{
    /// <summary>
    /// Smallest message that a network may be limited to, in characters: a fragment's head takes 36, and one character of
    /// the message must fit.
    /// </summary>
    public const int SmallestMaxMessage = 37;

    /// <summary>
    /// Longest message that is looked at, in characters, fragments put together: four million hold three megabytes, far more
    /// than any network of instant messages carries, and a stranger can make nobody keep more.
    /// </summary>
    public const int MessageChars = 4 << 20;

    /// <summary>Clients of one peer that are putting fragments together at the same time: who shows up new takes the oldest place.</summary>
    public const int FragmentSenders = 4;

    /// <summary>
    /// Clients of one peer that are remembered: people have a few devices, and forged instance tags must not fill the memory.
    /// Encrypted ones are never dropped for new ones.
    /// </summary>
    public const int Instances = 8;

    /// <summary>Bytes of a DSA parameter from outside: keys of OTR have 1024 bits; 3072 leave room, and more would only cost time.</summary>
    public const int DsaParameterBytes = 384;

    /// <summary>Bytes of an encrypted signature: four parameters of the longest key, IDs and the signature.</summary>
    public const int EncryptedSignatureBytes = 2048;

    /// <summary>Bytes of an encrypted g^x: an MPI of the group.</summary>
    public const int EncryptedGxBytes = 4 + 192;

    /// <summary>TLVs of one message: a flood of them costs nothing but is no message.</summary>
    public const int Tlvs = 64;

    /// <summary>Bytes of a TLV's value: its length is a SHORT.</summary>
    public const int TlvBytes = ushort.MaxValue;

    /// <summary>MAC keys of one peer's client that wait to be revealed: 5 KB; there are a few at a time when all goes well.</summary>
    public const int PendingReveals = 256;

    /// <summary>Bytes of revealed MAC keys in a message that comes in: three hundred keys, and only skipped.</summary>
    public const int RevealedBytes = 6000;

    /// <summary>Messages that wait for a secure conversation, when the policy requires one: more is no waiting but talking to nobody.</summary>
    public const int WaitingTexts = 16;

    /// <summary>Fingerprints remembered of one peer: so many devices nobody has; then the one seen longest ago goes.</summary>
    public const int PeerKeys = 32;

    /// <summary>Bytes of libotr's key file that is read: a key takes about one thousand.</summary>
    public const int KeyFileBytes = 1 << 20;

    /// <summary>Bytes of an SMP question: it is shown to a person.</summary>
    public const int QuestionBytes = 4096;
}
