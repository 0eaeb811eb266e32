using OtrMail.Core.Mail;

namespace OtrMail.Cli.Forms;

/// <summary>An own private ratchet key that is not yet forgotten; times in Unix seconds.</summary>
/// <param name="Id">Its key ID.</param>
/// <param name="AnnouncedAt">Stamp of the last mail that announced it; 0 when none did.</param>
/// <param name="SupersededAt">When the peer first used its successor; null while it is in use.</param>
internal sealed record HeldKeyForm(uint Id, long AnnouncedAt, long? SupersededAt)
{
    public static HeldKeyForm Of(HeldKey key) => new(key.Id, key.AnnouncedAt, key.SupersededAt);
}
