namespace OtrMail.Core.Mime;

/// <summary>Why a mail could not be taken. Hostile input ends here and never in an exception.</summary>
public enum MimeFault
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>It claims to be what was asked for and is damaged, ambiguous, or breaks RFC 5322.</summary>
    Malformed,

    /// <summary>One of the <see cref="MimeLimits"/> is passed.</summary>
    TooLarge,

    /// <summary>An ordinary mail (or no mail at all) that carries no OTR-Mail packet.</summary>
    NotOtrMail,

    /// <summary>An outgoing mail that is an OTR-Mail message already.</summary>
    AlreadyEncrypted,

    /// <summary>No From field, or one without an address.</summary>
    NoSender,

    /// <summary>Two From fields, or a From with more than one mailbox.</summary>
    ManySenders,

    /// <summary>A From that holds something that is no mail address.</summary>
    BadFrom,

    /// <summary>A To that holds something that is no mail address.</summary>
    BadTo,

    /// <summary>A Cc that holds something that is no mail address.</summary>
    BadCc,

    /// <summary>A Bcc that holds something that is no mail address.</summary>
    BadBcc,

    /// <summary>A Resent-To, Resent-Cc or Resent-Bcc that holds something that is no mail address.</summary>
    BadResent,
}
