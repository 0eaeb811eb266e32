using OtrMail.Core.Wire;

namespace OtrMail.Core.Keys;

/// <summary>The dates of a signing key, Unix seconds.</summary>
/// <param name="Created">When it was made.</param>
/// <param name="UsedUntil">Its owner signs with it until then.</param>
/// <param name="AcceptedUntil">Receivers accept its signatures until then; a week later it may be published.</param>
public readonly record struct SigningDates(long Created, long UsedUntil, long AcceptedUntil)
{
    private const long Longest = 400 * LifeTimes.Day;

    /// <summary>The dates of a key made now.</summary>
    public static SigningDates From(long now, LifeTimes life) => new(now, now + life.SigningUse, now + life.SigningAccept);

    internal bool AreOrdered =>
        Created < UsedUntil && UsedUntil <= AcceptedUntil && AcceptedUntil - Created <= Longest;

    internal void Write(WireWriter writer) => writer.Long(Created).Long(UsedUntil).Long(AcceptedUntil);

    internal static SigningDates Read(ref WireReader reader)
    {
        var dates = new SigningDates(reader.Long(), reader.Long(), reader.Long());
        reader.Require(dates.AreOrdered);
        return dates;
    }
}
