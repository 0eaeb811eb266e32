namespace OtrMail.Core.Mail;

/// <summary>What a user should be told beside a mail.</summary>
[Flags]
public enum Notices
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The sender was not known before: his key is remembered from now on (paper, 5.1).</summary>
    NewContact = 1,

    /// <summary>
    /// A First inside an established session: the sender lost his state, or somebody has the recipient's identity
    /// key and pretends to be the sender.
    /// </summary>
    FirstInsideSession = 2,

    /// <summary>Two bundles with one serial: the sender's keys live in two places. The first one is kept.</summary>
    BundleConflict = 4,

    /// <summary>It was sent before and is sent again on request.</summary>
    Resent = 8,

    /// <summary>The sender's keys are newer than those known before.</summary>
    NewBundle = 16,

    /// <summary>
    /// The sender has seen a later mail of ours than this store remembers: it was set back. Sessions are retired and
    /// keys renewed.
    /// </summary>
    StoreRestored = 32,

    /// <summary>The sender could not read mails of ours and asks for them again (paper, 5.1).</summary>
    AskedFor = 64,

    /// <summary>A new contact whose address people may take for that of another contact, or for an own one.</summary>
    LookAlike = 128,
}
