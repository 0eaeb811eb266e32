namespace OtrMail.Core.Mime;

/// <summary>Names of the <see cref="OuterField"/>s.</summary>
public static class OuterFields
{
    private static readonly string[] Names =
        ["From", "To", "Cc", "Date", "Message-ID", "In-Reply-To", "References", "Subject", "Auto-Submitted"];

    /// <summary>All of them, in the order of their codes.</summary>
    public static IReadOnlyList<OuterField> All { get; } =
    [
        OuterField.From, OuterField.To, OuterField.Cc, OuterField.Date, OuterField.MessageId, OuterField.InReplyTo, OuterField.References,
        OuterField.Subject, OuterField.AutoSubmitted,
    ];

    /// <summary>The field's name as it is written.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    public static string NameOf(OuterField field) => field is >= OuterField.From and <= OuterField.AutoSubmitted
        ? Names[(int)field - 1] : throw new ArgumentOutOfRangeException(nameof(field));

    internal static OuterField? Of(HeaderField field)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            if (field.Is(Names[i]))
                return (OuterField)(i + 1);
        }

        return null;
    }
}
