namespace OtrMail.Core.Mail.Deniability;

/// <summary>Why a packet was not altered.</summary>
public enum AlterFault
{
    /// <summary>It was.</summary>
    None,

    /// <summary>The MAC of the captured packet does not verify under the MAC key.</summary>
    WrongMacKey,

    /// <summary>A bundle of the sender is needed to know where the mail begins.</summary>
    NeedsSender,

    /// <summary>
    /// The old mail with its headers, and the rest, do not make a packet of this length: it is another mail, another
    /// bundle, or something is carried that was not reckoned with.
    /// </summary>
    OldDoesNotFit,

    /// <summary>The new mail's coded form with its headers needs another length than the captured packet has.</summary>
    NewDoesNotFit,

    /// <summary>A Data may carry the sender's bundle or not: both fit the length.</summary>
    BundleUnclear,

    /// <summary>Ring signatures of several lengths fit: a bundle of the recipient tells which.</summary>
    RingUnclear,
}
