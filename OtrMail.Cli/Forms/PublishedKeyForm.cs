using OtrMail.Core.Mail;

namespace OtrMail.Cli.Forms;

/// <summary>An expired signing key made public; both in hexadecimal digits.</summary>
internal sealed record PublishedKeyForm(string Fingerprint, string Prime)
{
    public static PublishedKeyForm Of(PublishedKey key) =>
        new(Convert.ToHexStringLower(key.Fingerprint), Convert.ToHexStringLower(key.Prime));
}
