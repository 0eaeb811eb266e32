namespace OtrMail.Core.Keys;

/// <summary>
/// How long everything lives, in seconds (design, section 2). The defaults are the protocol's; a user may shorten
/// or lengthen them, and the dates of his own keys tell his peers.
/// </summary>
public sealed record LifeTimes
{
    /// <summary>Seconds of a day.</summary>
    public const long Day = 86_400;

    /// <summary>The defaults.</summary>
    public static LifeTimes Default { get; } = new();

    /// <summary>A signing key signs for 30 days.</summary>
    public long SigningUse { get; init; } = 30 * Day;

    /// <summary>What it signed is accepted until day 90.</summary>
    public long SigningAccept { get; init; } = 90 * Day;

    /// <summary>Its prime is published from day 97: acceptance ended a week before.</summary>
    public long SigningPublishFrom { get; init; } = 97 * Day;

    /// <summary>… until day 277.</summary>
    public long SigningPublishUntil { get; init; } = 277 * Day;

    /// <summary>A new prekey is made after 30 days.</summary>
    public long PrekeyRenew { get; init; } = 30 * Day;

    /// <summary>Senders use a prekey until day 180.</summary>
    public long PrekeyUse { get; init; } = 180 * Day;

    /// <summary>It is held until day 210: mail may be late.</summary>
    public long PrekeyHold { get; init; } = 210 * Day;

    /// <summary>The peer uses a ratchet key until 330 days after the stamp that announced it.</summary>
    public long RatchetUse { get; init; } = 330 * Day;

    /// <summary>It is held until 365 days after its last announcement.</summary>
    public long RatchetHold { get; init; } = 365 * Day;

    /// <summary>A superseded ratchet key is kept 14 days more (paper, footnote 6).</summary>
    public long RatchetSuperseded { get; init; } = 14 * Day;

    /// <summary>The peer answers an unanswered First's x1 until 90 days after the last First.</summary>
    public long OfferUse { get; init; } = 90 * Day;

    /// <summary>x1 is held until 120 days after the last First.</summary>
    public long OfferHold { get; init; } = 120 * Day;

    /// <summary>A replaced session is receive-only for 30 days.</summary>
    public long ReceiveOnly { get; init; } = 30 * Day;

    /// <summary>A mail without receipt stays in the resend cache for 60 days.</summary>
    public long ResendCache { get; init; } = 60 * Day;

    /// <summary>An acknowledgement is due after 7 days without own mail.</summary>
    public long AckAfter { get; init; } = 7 * Day;

    /// <summary>No date may be further ahead of the own clock than 2 days.</summary>
    public long ClockTolerance { get; init; } = 2 * Day;
}
