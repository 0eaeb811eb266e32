using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Mail;

namespace OtrMail.Core.Mime;

/// <summary>The mail that came out of a packet, or why there is none.</summary>
public sealed class MailReading
{
    private MailReading(DecryptedMessage? message, Refusal? refusal)
    {
        Message = message;
        Refusal = refusal;
    }

    /// <summary>The mail that verified.</summary>
    public DecryptedMessage? Message { get; }

    /// <summary>Why there is none.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Whether there is a mail. It must not be shown before the transaction is committed.</summary>
    [MemberNotNullWhen(true, nameof(Message))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsOpened => Message is not null;

    internal static MailReading Of(DecryptedMessage message) => new(message, null);

    internal static MailReading Of(Refusal refusal) => new(null, refusal);
}
