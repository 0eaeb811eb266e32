namespace OtrMail.Core.Mail;

/// <summary>The three messages of a correspondence.</summary>
public enum PacketType
{
    /// <summary>To somebody who has not answered yet: ring-signed, g^x attached, encrypted to the prekey.</summary>
    First = 1,

    /// <summary>The answer: g^y signed, keyed by the peer's g^x.</summary>
    Reply = 2,

    /// <summary>Everything after that: authenticated by the MAC alone.</summary>
    Data = 3,
}
