namespace OtrMail.Core.Im.Messages;

/// <summary>The type byte of an encoded message.</summary>
public enum MessageType : byte
{
    /// <summary>D-H Commit: the exchange's first message, a sealed g^x.</summary>
    DhCommit = 0x02,

    /// <summary>Data: what is said, encrypted.</summary>
    Data = 0x03,

    /// <summary>D-H Key: its second, g^y.</summary>
    DhKey = 0x0A,

    /// <summary>Reveal Signature: its third, the key to g^x and the first signature.</summary>
    RevealSignature = 0x11,

    /// <summary>Signature: its last, the other signature.</summary>
    Signature = 0x12,
}
