namespace OtrMail.Core.Mail;

/// <summary>
/// Why a mail was not read or not written (design, section 8). On the wire nobody ever hears of it; toward the
/// caller each class asks for another action.
/// </summary>
public enum MailFault
{
    /// <summary>It is not a packet of this protocol. No key was touched.</summary>
    Malformed,

    /// <summary>It is over a limit. No key was touched.</summary>
    TooLarge,

    /// <summary>It is of a version that this program does not know. No key was touched.</summary>
    UnsupportedVersion,

    /// <summary>It belongs to a session that is not, or no longer, known here.</summary>
    UnknownSession,

    /// <summary>The key that opens it has been forgotten.</summary>
    KeyForgotten,

    /// <summary>The signing key behind it is not accepted any more.</summary>
    TooLate,

    /// <summary>MAC, signature, ring, bundle or structure is wrong: one answer for all.</summary>
    NotAuthentic,

    /// <summary>A mail with this header was read already, with other bytes: its MAC key may be public.</summary>
    AlteredReplay,

    /// <summary>An address that is pinned to one identity appears under another; the user decides.</summary>
    IdentityChanged,

    /// <summary>The From of the mail does not belong to who wrote it.</summary>
    AddressMismatch,

    /// <summary>The recipient's bundle has no prekey that may still be used.</summary>
    StaleBundle,

    /// <summary>There is no bundle for the recipient.</summary>
    NoKey,

    /// <summary>A date is too far in the future: one of the two clocks is wrong.</summary>
    ClockSuspect,

    /// <summary>The place for mail of strangers is used up until the prekey is renewed.</summary>
    Full,
}
