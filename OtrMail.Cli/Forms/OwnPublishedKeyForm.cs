using OtrMail.Core.Keys;

namespace OtrMail.Cli.Forms;

/// <summary>An own signing key whose prime goes out in every mail between two dates, Unix seconds.</summary>
internal sealed record OwnPublishedKeyForm(string Fingerprint, long From, long Until)
{
    public static OwnPublishedKeyForm Of(PublishedSigningKey key) => new(key.Fingerprint.Hex, key.From, key.Until);
}
