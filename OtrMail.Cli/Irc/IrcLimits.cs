namespace OtrMail.Cli.Irc;

/// <summary>All limits of the IRC proxy, each with what it stops.</summary>
internal static class IrcLimits
{
    /// <summary>Bytes of a line without its end: 8191 of tags and 512 (IRCv3 message tags), and room. Longer ones are dropped.</summary>
    public const int LineBytes = 16 * 1024;

    /// <summary>Bytes of a line without tags, CR and LF included (RFC 2812, 2.3).</summary>
    public const int MessageBytes = 512;

    /// <summary>Longest user and host name that servers put before a relayed message: ten and one, and 63.</summary>
    public const int UserHostBytes = 74;

    /// <summary>A nick is taken to be at least so long: it may change while a message is under way.</summary>
    public const int NickBytes = 32;

    /// <summary>
    /// Conversations of one connection: strangers begin one by a single message. Beyond that, one that is in the clear makes room.
    /// </summary>
    public const int Conversations = 256;

    /// <summary>Lines that wait to be sent at the network's pace: a few comparisons of secrets at once.</summary>
    public const int WaitingLines = 1000;

    /// <summary>Lines that are sent without a pause: what servers forgive.</summary>
    public const int Burst = 6;

    /// <summary>After that, one line in so much time.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(900);

    /// <summary>A side that takes no line for so long is gone.</summary>
    public static readonly TimeSpan Stalled = TimeSpan.FromSeconds(60);
}
