using OtrMail.Core.Mail;

namespace OtrMail.Core.Tests.Model;

/// <summary>Which faults an honest mail may meet, judged from what was sent and read alone.</summary>
internal static class Oracle
{
    private const long Day = 86_400;

    public static bool MayRefuse(
        MailFault fault, Letter letter, Inhabitant to, Inhabitant from, IReadOnlyList<Letter> all, long now)
    {
        // the sender may go on for a while in a session that the recipient lost before the letter was written
        bool isOfAnotherLife = letter.ToLife != to.Life || (letter.Mail.Type != PacketType.First && !all.Any(other =>
            other.Session == letter.Session && other.From.Name == to.Person.Name && other.FromLife == to.Life));
        return fault switch
        {
            MailFault.TooLate => letter.Mail.Type != PacketType.Data && now + to.Skew + Day > letter.SignedUntil,
            MailFault.KeyForgotten => letter.Mail.Type == PacketType.First
                ? !to.Prekeys.Contains(letter.Packet.Header.RecipientKeyId)
                : IsForgotten(letter, all, now),
            MailFault.UnknownSession => letter.Mail.Type != PacketType.First
                && (isOfAnotherLife || IsGone(letter, to, from, all, now)),
            _ => false,
        };
    }

    /// <summary>A newer key of the recipient was used at least 14 days ago, or the sender has moved on by eight keys.</summary>
    private static bool IsForgotten(Letter letter, IReadOnlyList<Letter> all, long now)
    {
        IEnumerable<Letter> read = all.Where(other =>
            other.Session == letter.Session && other.To.Name == letter.To.Name && other.ReadAt is not null
            && other.Mail.Type != PacketType.First);
        return read.Any(other =>
            (other.Packet.Header.RecipientKeyId > letter.Packet.Header.RecipientKeyId && now - other.ReadAt >= 14 * Day)
            || other.Packet.Header.SenderKeyId >= letter.Packet.Header.SenderKeyId + 7);
    }

    /// <summary>The session was replaced 30 days ago, or its keys are past their holding.</summary>
    private static bool IsGone(Letter letter, Inhabitant to, Inhabitant from, IReadOnlyList<Letter> all, long now)
    {
        if (to.ReceiveOnly.TryGetValue(letter.Session, out long since) && now + to.Skew > since + (30 * Day))
            return true;
        // four newer sessions with this peer push the oldest out
        int sessions = all.Where(l =>
                (l.From.Name == from.Person.Name && l.To.Name == to.Person.Name)
                || (l.From.Name == to.Person.Name && l.To.Name == from.Person.Name))
            .Select(l => l.Session).Distinct().Count();
        if (sessions > 4)
            return true;
        // nothing was sent by the recipient in this session for 120 days (x1) or 365
        long lastSent = all.Where(l => l.Session == letter.Session && l.From.Name == to.Person.Name)
            .Select(l => l.SentAt).DefaultIfEmpty(0).Max();
        return now - lastSent > (letter.Mail.Type == PacketType.Reply ? 120 : 365) * Day - Day;
    }
}
