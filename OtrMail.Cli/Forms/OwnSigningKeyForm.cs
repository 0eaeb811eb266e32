using OtrMail.Core.Keys;

namespace OtrMail.Cli.Forms;

/// <summary>An own signing key that is neither published nor erased yet; times in Unix seconds.</summary>
internal sealed record OwnSigningKeyForm(string Fingerprint, long Created, long UsedUntil, long AcceptedUntil, bool HasSigned)
{
    public static OwnSigningKeyForm Of(HeldSigningKey key) =>
        new(key.Fingerprint.Hex, key.Dates.Created, key.Dates.UsedUntil, key.Dates.AcceptedUntil, key.HasSigned);
}
