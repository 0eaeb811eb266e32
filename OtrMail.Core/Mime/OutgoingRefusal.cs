using OtrMail.Core.Keys;

namespace OtrMail.Core.Mime;

/// <summary>One reason not to send a mail.</summary>
/// <param name="Address">The recipient; with <see cref="OutgoingFault.ForeignSender"/> the sender.</param>
/// <param name="Fault">The reason.</param>
public sealed record OutgoingRefusal(Address Address, OutgoingFault Fault);
