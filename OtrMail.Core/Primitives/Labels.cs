namespace OtrMail.Core.Primitives;

/// <summary>All labels of the mail protocol, version 1, in one place (docs/PROTOCOL.md, "Labels").</summary>
public static class Labels
{
    /// <summary>Hash of a ratchet key, as it enters key derivation and the Reply's signature.</summary>
    public const string RatchetKey = "OTR-Mail ratchet key v1";

    /// <summary>Hash of a prekey: key derivation, and (its first four bytes) the prekey's ID.</summary>
    public const string Prekey = "OTR-Mail prekey v1";

    /// <summary>Session ID: first 16 bytes of the hash of the initiator's ratchet key 1.</summary>
    public const string Session = "OTR-Mail session v1";

    /// <summary>Hash of a packet's header.</summary>
    public const string Header = "OTR-Mail header v1";

    /// <summary>Hash of a whole packet, kept in its seen-row.</summary>
    public const string Packet = "OTR-Mail packet v1";

    /// <summary>Hash of a bundle, as the ring signature covers it.</summary>
    public const string BundleHash = "OTR-Mail bundle hash v1";

    /// <summary>What the identity key signs in a bundle.</summary>
    public const string Bundle = "OTR-Mail bundle v1";

    /// <summary>What the signing key countersigns: its owner and its dates.</summary>
    public const string SigningKey = "OTR-Mail signing key v1";

    /// <summary>What the ring signature of a First covers.</summary>
    public const string First = "OTR-Mail first v1";

    /// <summary>What the signature of a Reply covers.</summary>
    public const string Reply = "OTR-Mail reply v1";

    /// <summary>HKDF salt.</summary>
    public const string MessageKeySalt = "OTR-Mail message key salt v1";

    /// <summary>First field of HKDF's info.</summary>
    public const string MessageKey = "OTR-Mail message key v1";

    /// <summary>From the encryption key to the MAC key, one way (paper, 4.3).</summary>
    public const string MacKey = "OTR-Mail MAC key v1";
}
