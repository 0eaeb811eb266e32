using OtrMail.Core.Im;

namespace OtrMail.Cli.Forms;

/// <summary>An own account of instant messaging, in JSON.</summary>
internal sealed record ImAccountForm(string Account, string Fingerprint, string Instance)
{
    public static ImAccountForm Of(ImAccount account) => new(
        account.Name, account.Fingerprint.Hex, account.InstanceTag.ToString("x8", System.Globalization.CultureInfo.InvariantCulture));
}
