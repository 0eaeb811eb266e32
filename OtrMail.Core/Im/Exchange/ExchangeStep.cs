using OtrMail.Core.Im.Messages;

namespace OtrMail.Core.Im.Exchange;

/// <summary>What a step of an exchange answers.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Send">The message to be sent, if any.</param>
/// <param name="Result">The keys, when they are established.</param>
internal sealed record ExchangeStep(ExchangeOutcome Outcome, EncodedMessage? Send = null, ExchangeResult? Result = null)
{
    /// <summary>The message does not belong here.</summary>
    public static ExchangeStep Ignored { get; } = new(ExchangeOutcome.Ignored);

    /// <summary>The message does not verify.</summary>
    public static ExchangeStep Failed { get; } = new(ExchangeOutcome.Failed);
}
