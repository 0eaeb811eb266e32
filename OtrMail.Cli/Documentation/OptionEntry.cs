namespace OtrMail.Cli.Documentation;

/// <summary>An option of a command.</summary>
/// <param name="Names">Its names, short ones first.</param>
/// <param name="Value">The value that follows; null for none.</param>
/// <param name="IsRequired">Whether the command needs it.</param>
/// <param name="Description">What it means.</param>
internal sealed record OptionEntry(IReadOnlyList<string> Names, ValueEntry? Value, bool IsRequired, string Description)
{
    /// <summary>The name that says what it is.</summary>
    public string LongName => Names[^1];

    /// <summary>As in a line of usage.</summary>
    public string Usage
    {
        get
        {
            string bare = Value is null ? Names[0] : $"{Names[0]} {Value.Name}";
            string several = Value is { IsRepeatable: true } ? "…" : "";
            return IsRequired ? bare + several : $"[{bare}]{several}";
        }
    }
}
