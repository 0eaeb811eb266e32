namespace OtrMail.Cli.Documentation;

/// <summary>Some paragraphs of the reference about one thing.</summary>
/// <param name="Names">The commands that it names, as they are typed after <c>otrmail</c>.</param>
/// <param name="Blocks">What it says.</param>
internal sealed record ReferenceTopic(IReadOnlyList<string> Names, IReadOnlyList<ReferenceBlock> Blocks);
