namespace OtrMail.Cli.Documentation;

/// <summary>A piece of the reference (docs/CLI.md); texts are in its Markdown, without line breaks.</summary>
internal abstract record ReferenceBlock
{
    /// <summary>A heading.</summary>
    public sealed record Heading(int Level, string Text) : ReferenceBlock;

    /// <summary>A paragraph.</summary>
    public sealed record Paragraph(string Text) : ReferenceBlock;

    /// <summary>An item of a list.</summary>
    public sealed record Item(string Text) : ReferenceBlock;

    /// <summary>Lines that stand as they are.</summary>
    public sealed record Code(string Text) : ReferenceBlock;

    /// <summary>A table, its head apart.</summary>
    public sealed record Table(IReadOnlyList<string> Head, IReadOnlyList<IReadOnlyList<string>> Rows) : ReferenceBlock;
}
