namespace OtrMail.Core.Im;

/// <summary>What a person must be told.</summary>
public enum ImEventKind
{
    /// <summary>The conversation is encrypted and authenticated from now on, with the key of <see cref="ImEvent.Session"/>.</summary>
    Secure,

    /// <summary>It was so already; it has fresh keys, under the same fingerprint.</summary>
    Refreshed,

    /// <summary>It is over; <see cref="ImEvent.EndedBy"/> says by whom. What is said next is not encrypted.</summary>
    Ended,

    /// <summary>The first key ever seen of this peer: compare <see cref="ImSession.Fingerprint"/>, or run SMP.</summary>
    FingerprintNew,

    /// <summary>
    /// Keys of this peer are known, and this one is none of them: somebody else, or a new device. What waited to be said is
    /// not sent to it.
    /// </summary>
    FingerprintChanged,

    /// <summary>The peer wants to compare secrets; <see cref="ImEvent.Question"/> may ask for it. Answer or abort.</summary>
    SmpAsked,

    /// <summary>The comparison goes on: half of it is done.</summary>
    SmpInProgress,

    /// <summary>Both sides entered the same secret: the fingerprint counts as verified by who asked.</summary>
    SmpSucceeded,

    /// <summary>The secrets differ.</summary>
    SmpFailed,

    /// <summary>The comparison was given up, here or there, or a message of it came at the wrong time.</summary>
    SmpAborted,

    /// <summary>A message of the comparison was not made by the rules (a value outside the group, a wrong proof).</summary>
    SmpCheated,

    /// <summary>An encrypted message came that nobody here can read; the sender has been told so, if the protocol allows.</summary>
    Unreadable,

    /// <summary>A message that claims to be OTR's has a broken form; nothing was done with it.</summary>
    Malformed,

    /// <summary>A message that looks like OTR's is of no known kind; nothing was done with it.</summary>
    Unrecognized,

    /// <summary>The peer reports an error, in <see cref="ImEvent.Text"/>: anybody may have written it.</summary>
    Error,

    /// <summary>What is heard next came in the clear, although the conversation is, was or must be encrypted.</summary>
    Unencrypted,

    /// <summary>A message for another client of this account; nothing was done with it.</summary>
    OtherInstance,

    /// <summary>What was said (in <see cref="ImEvent.Text"/>) was not sent, and will not be.</summary>
    NotSent,

    /// <summary>What was said waits until the conversation is secure: the policy requires it.</summary>
    EncryptionRequired,

    /// <summary>What was said last (in <see cref="ImEvent.Text"/>) could not be read there and was sent again.</summary>
    Resent,

    /// <summary>An empty message came, so that keys can be forgotten.</summary>
    HeartbeatReceived,

    /// <summary>An empty message was sent, so that keys can be forgotten.</summary>
    HeartbeatSent,

    /// <summary>The peer will use the extra symmetric key, in <see cref="ImEvent.ExtraKey"/>.</summary>
    ExtraKey,

    /// <summary>The own messages come back: nothing was done with them.</summary>
    Reflected,

    /// <summary>The peer offers old versions of the protocol only, or speaks one; it was refused.</summary>
    VersionRefused,

    /// <summary>The exchange of keys failed to verify; nothing has changed.</summary>
    ExchangeFailed,
}
