using OtrMail.Core.Keys;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Forms;

/// <summary>An identity: the own one, or a contact's.</summary>
/// <param name="Own">Whether it is the own one.</param>
/// <param name="Addresses">The own addresses, or those pinned to the contact.</param>
/// <param name="Fingerprint">64 hexadecimal digits.</param>
/// <param name="Trust">stranger, accepted or verified; null for the own identity.</param>
/// <param name="Serial">Serial of the newest bundle.</param>
/// <param name="FirstSeen">Unix seconds; null for the own identity.</param>
/// <param name="SigningKey">The short-lived signing key.</param>
/// <param name="Prekey">The prekey.</param>
/// <param name="VerificationNumber">60 digits that both sides have; null for the own identity.</param>
internal sealed record KeyForm(
    bool Own,
    IReadOnlyList<string> Addresses,
    string Fingerprint,
    string? Trust,
    long Serial,
    long? FirstSeen,
    SigningKeyForm SigningKey,
    PrekeyForm Prekey,
    string? VerificationNumber)
{
    public static KeyForm OfOwn(KeyBundle bundle) => new(
        true, Names(bundle.Addresses), bundle.IdentityFingerprint.Hex, null, bundle.Serial, null,
        SigningKeyForm.Of(bundle), PrekeyForm.Of(bundle), null);

    public static KeyForm Of(Contact contact, Fingerprint own) => new(
        false, Names(contact.Pinned), contact.Fingerprint.Hex, MailStatus.NameOf(contact.Trust), contact.Bundle.Serial,
        contact.FirstSeen, SigningKeyForm.Of(contact.Bundle), PrekeyForm.Of(contact.Bundle),
        Terminal.Verification.NumberOf(own, contact.Fingerprint));

    private static string[] Names(IEnumerable<Address> addresses) => [.. addresses.Select(address => address.ToString())];
}
