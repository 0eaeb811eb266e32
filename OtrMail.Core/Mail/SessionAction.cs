namespace OtrMail.Core.Mail;

/// <summary>What a verified message does to the sessions of a contact.</summary>
internal enum SessionAction
{
    /// <summary>It cannot be: NotAuthentic.</summary>
    Refuse,

    /// <summary>Deliver; no session changes.</summary>
    Deliver,

    /// <summary>Deliver, and look at it as a First of a new session.</summary>
    AsNewSession,

    /// <summary>Deliver; keep it as the session in which we owe a Reply (in place of one owed already).</summary>
    Owe,

    /// <summary>Deliver; the sending session becomes receive-only, and we owe a Reply in the new one.</summary>
    ReplaceAndOwe,

    /// <summary>Crossing, our ID is the smaller: ours stays for sending, the peer's is receive-only.</summary>
    CrossKeepOwn,

    /// <summary>Crossing, the peer's ID is the smaller: ours is receive-only, and we owe a Reply in his.</summary>
    CrossTakePeers,

    /// <summary>The first Reply: pin y1, established.</summary>
    Establish,

    /// <summary>Data: established (if it was not), keys move on.</summary>
    Rotate,

    /// <summary>Deliver; the peer lost this session: receive-only, and the next mail is a First.</summary>
    Retire,
}
