using System.Diagnostics.CodeAnalysis;

namespace OtrMail.Core.Mail;

/// <summary>The mail, or why there is none.</summary>
public sealed class OpenResult
{
    private OpenResult(OpenedMail? mail, Refusal? refusal)
    {
        Mail = mail;
        Refusal = refusal;
    }

    /// <summary>The mail that verified.</summary>
    public OpenedMail? Mail { get; }

    /// <summary>Why there is none.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Whether there is a mail.</summary>
    [MemberNotNullWhen(true, nameof(Mail))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsOpened => Mail is not null;

    internal static OpenResult Of(OpenedMail mail) => new(mail, null);

    internal static OpenResult Of(Refusal refusal) => new(null, refusal);
}
