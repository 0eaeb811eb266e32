using MailKit;

namespace OtrMail.Cli.Transport;

/// <summary>A mail on the server that is, or may be, OTR-Mail by its structure.</summary>
/// <param name="Uid">Its UID.</param>
/// <param name="Bytes">Its size as the server counts it.</param>
/// <param name="Date">When the server got it.</param>
/// <param name="Flags">Letters of a Maildir's names, in order.</param>
internal sealed record RemoteMail(uint Uid, long Bytes, DateTimeOffset Date, string Flags)
{
    /// <summary>A longer one is read in pieces: a mail on its way is in memory some five times over, and so are its neighbours.</summary>
    public const int MostAtOnce = 1 << 20;

    /// <summary>Whether it is not to be in memory as a whole.</summary>
    public bool IsLong => Bytes > MostAtOnce;

    /// <summary>What the server tells of one.</summary>
    public static RemoteMail Of(IMessageSummary summary) => new(summary.UniqueId.Id, summary.Size ?? 0, DateOf(summary), Letters(summary));

    private static DateTimeOffset DateOf(IMessageSummary summary) =>
        summary.InternalDate is { } date && date > DateTimeOffset.UnixEpoch ? date : DateTimeOffset.UnixEpoch;

    /// <summary>As mbsync and Dovecot name them in a Maildir.</summary>
    private static string Letters(IMessageSummary summary)
    {
        MessageFlags flags = summary.Flags ?? MessageFlags.None;
        (bool IsSet, char Letter)[] letters =
        [
            (flags.HasFlag(MessageFlags.Draft), 'D'), (flags.HasFlag(MessageFlags.Flagged), 'F'),
            (summary.Keywords?.Contains("$Forwarded") == true, 'P'), (flags.HasFlag(MessageFlags.Answered), 'R'),
            (flags.HasFlag(MessageFlags.Seen), 'S'), (flags.HasFlag(MessageFlags.Deleted), 'T'),
        ];
        return string.Concat(letters.Where(one => one.IsSet).Select(one => one.Letter));
    }
}
