using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary>What a mail that was not read is to the user: why, and what to do next.</summary>
internal static class RefusalText
{
    /// <summary>In words.</summary>
    /// <param name="refusal">Why it was not read.</param>
    /// <param name="pinned">With an address concerned: the identity that is known for it.</param>
    /// <param name="askedAgain">Who will be asked to send it again.</param>
    public static (string What, string Hint) Of(Refusal refusal, Fingerprint? pinned, Address? askedAgain)
    {
        (string what, string hint) = Explanations.Reading(refusal.Fault);
        return refusal switch
        {
            { Fault: MailFault.IdentityChanged, Address: { } changed, Identity: { } identity } => (
                $"{changed} appears under another key (known {pinned?.Hex}, new {identity.Hex})",
                $"compare with its owner; if the new one is right: otrmail key accept {changed} {identity.Hex}, and decrypt again"),
            { Fault: MailFault.AddressMismatch, Address: { } from } => (
                $"its From, {from}, does not belong to who wrote it ({refusal.Identity?.Hex})", hint),
            _ when askedAgain is not null => (
                what, $"your next mail to {askedAgain} asks for it again, or at once: otrmail nak {askedAgain}"),
            _ => (what, hint),
        };
    }
}
