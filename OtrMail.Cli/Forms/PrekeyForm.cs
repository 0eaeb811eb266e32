using OtrMail.Core.Keys;

namespace OtrMail.Cli.Forms;

/// <summary>A prekey; times in Unix seconds.</summary>
internal sealed record PrekeyForm(uint Id, long Created, long UsedUntil)
{
    public static PrekeyForm Of(KeyBundle bundle) =>
        new(bundle.PrekeyId, bundle.PrekeyDates.Created, bundle.PrekeyDates.UsedUntil);
}
