using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Core.Mime;

/// <summary>Why a mail was not encrypted, for one address.</summary>
/// <param name="Address">The recipient; with AddressMismatch the sender.</param>
/// <param name="Refusal">NoKey, StaleBundle, TooLarge, or AddressMismatch.</param>
public sealed record AddressRefusal(Address Address, Refusal Refusal);
