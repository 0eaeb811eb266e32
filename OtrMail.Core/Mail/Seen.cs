namespace OtrMail.Core.Mail;

/// <summary>What the seen-rows know of a packet.</summary>
internal enum Seen
{
    /// <summary>Nothing: it is new.</summary>
    New,

    /// <summary>It was read before, these very bytes: a duplicate.</summary>
    Same,

    /// <summary>Another packet with this header was read before: an altered replay.</summary>
    Altered,
}
