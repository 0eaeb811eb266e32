using OtrMail.Core.Im.Messages;

namespace OtrMail.Core.Im.Smp;

/// <summary>What a step of SMP answers.</summary>
/// <param name="Send">TLVs to be sent, each in a data message with an empty text; mostly one or none.</param>
/// <param name="Outcome">What it means for the user.</param>
/// <param name="Question">The peer's question, with <see cref="SmpOutcome.Asked"/>, if there is one.</param>
public sealed record SmpStep(IReadOnlyList<Tlv> Send, SmpOutcome Outcome, string? Question = null);
