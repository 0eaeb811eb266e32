using System.Diagnostics.CodeAnalysis;

namespace OtrMail.Core.Mail;

/// <summary>The packet, or why there is none.</summary>
public sealed class SealResult
{
    private SealResult(SealedMail? mail, Refusal? refusal)
    {
        Mail = mail;
        Refusal = refusal;
    }

    /// <summary>The packet.</summary>
    public SealedMail? Mail { get; }

    /// <summary>Why there is none: NoKey, StaleBundle or TooLarge.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Whether there is a packet.</summary>
    [MemberNotNullWhen(true, nameof(Mail))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsSealed => Mail is not null;

    internal static SealResult Of(SealedMail mail) => new(mail, null);

    internal static SealResult Of(MailFault fault) => new(null, new Refusal(fault));
}
