using OtrMail.Core.Wire;

namespace OtrMail.Core.Keys;

/// <summary>The dates of a prekey, Unix seconds.</summary>
/// <param name="Created">When it was made.</param>
/// <param name="UsedUntil">Senders use it until then; its owner holds it somewhat longer.</param>
public readonly record struct PrekeyDates(long Created, long UsedUntil)
{
    private const long Longest = 400 * LifeTimes.Day;

    /// <summary>The dates of a prekey made now.</summary>
    public static PrekeyDates From(long now, LifeTimes life) => new(now, now + life.PrekeyUse);

    internal void Write(WireWriter writer) => writer.Long(Created).Long(UsedUntil);

    internal static PrekeyDates Read(ref WireReader reader)
    {
        var dates = new PrekeyDates(reader.Long(), reader.Long());
        reader.Require(dates.Created < dates.UsedUntil && dates.UsedUntil - dates.Created <= Longest);
        return dates;
    }
}
