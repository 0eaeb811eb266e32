namespace OtrMail.Core.Mail;

/// <summary>Where a session stands (docs/PROTOCOL.md, section 9).</summary>
public enum SessionState
{
    /// <summary>The peer's First was read and not answered: the next mail is a Reply.</summary>
    Owing = 1,

    /// <summary>Our First went out and was not answered: the next mail is a First again.</summary>
    FirstSent = 2,

    /// <summary>Our Reply went out; no Data has come back: the next mail is a Reply again.</summary>
    Replied = 3,

    /// <summary>Both sides know both keys: Data.</summary>
    Established = 4,

    /// <summary>Replaced or retired: late mail is still read, nothing is sent.</summary>
    ReceiveOnly = 5,
}
