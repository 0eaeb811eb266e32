using OtrMail.Core.Keys;

namespace OtrMail.Cli.Forms;

/// <summary>An own prekey that is not yet erased; times in Unix seconds.</summary>
internal sealed record OwnPrekeyForm(uint Id, long Created, long UsedUntil, long HeldUntil, bool Quarantined)
{
    public static OwnPrekeyForm Of(HeldPrekey key) =>
        new(key.Id, key.Dates.Created, key.Dates.UsedUntil, key.HeldUntil, key.IsQuarantined);
}
