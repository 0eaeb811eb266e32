namespace OtrMail.Core.Im;

/// <summary>What happens to what the user says (OTR version 3, "Message state").</summary>
public enum ImState
{
    /// <summary>It goes out in the clear (or waits, if the policy requires encryption).</summary>
    Plaintext,

    /// <summary>It goes out encrypted.</summary>
    Encrypted,

    /// <summary>
    /// The peer has ended the conversation: nothing is sent until the user ends it, too, or starts anew. So nothing that
    /// was typed as a secret goes out in the clear by a hair's breadth.
    /// </summary>
    Finished,
}
