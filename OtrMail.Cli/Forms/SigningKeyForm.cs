using OtrMail.Core.Keys;

namespace OtrMail.Cli.Forms;

/// <summary>A signing key; times in Unix seconds.</summary>
internal sealed record SigningKeyForm(string Fingerprint, long Created, long UsedUntil, long AcceptedUntil)
{
    public static SigningKeyForm Of(KeyBundle bundle) => new(
        bundle.SigningFingerprint.Hex, bundle.SigningDates.Created, bundle.SigningDates.UsedUntil, bundle.SigningDates.AcceptedUntil);
}
