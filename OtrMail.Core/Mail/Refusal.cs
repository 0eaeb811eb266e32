using OtrMail.Core.Keys;

namespace OtrMail.Core.Mail;

/// <summary>Why a mail was not read or not written.</summary>
/// <param name="Fault">The class.</param>
/// <param name="Address">With IdentityChanged and AddressMismatch: the address concerned.</param>
/// <param name="Identity">With IdentityChanged: the identity that the address appeared under.</param>
/// <param name="SetAside">With IdentityChanged: the bundle that the user may accept.</param>
public sealed record Refusal(
    MailFault Fault, Address? Address = null, Fingerprint? Identity = null, KeyBundle? SetAside = null);
