namespace OtrMail.Core.Mime;

/// <summary>Why an outgoing mail may not be sent to an address.</summary>
public enum OutgoingFault
{
    /// <summary>The From is none of the own addresses.</summary>
    ForeignSender,

    /// <summary>There is no key for the recipient.</summary>
    NoKey,

    /// <summary>The recipient has a key, but it is too old to be used; he never gets plain text for that.</summary>
    StaleBundle,

    /// <summary>The recipient would get an answer as plain text of which a contact gets an encrypted copy.</summary>
    AnswerWithContact,

    /// <summary>The recipient would get, as plain text, an answer to a mail that was encrypted.</summary>
    AnswerToEncrypted,
}
