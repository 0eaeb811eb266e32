using System.CommandLine;

namespace OtrMail.Cli.Documentation;

/// <summary>A value that is typed: an argument, or what follows an option.</summary>
/// <param name="Name">How help calls it; words with <c>|</c> between them are all that it can be.</param>
/// <param name="Kind">What it is.</param>
/// <param name="IsOptional">Whether it can be left out.</param>
/// <param name="IsRepeatable">Whether there can be several.</param>
/// <param name="Description">What it means; empty for an option's value.</param>
internal sealed record ValueEntry(string Name, ValueKind Kind, bool IsOptional, bool IsRepeatable, string Description)
{
    private static readonly string[] Files = ["FILE", "MAIL", "CAPTURED", "OUT", "LATER", "REPORT"];

    /// <summary>The words that it can be; empty where it can be anything.</summary>
    public IReadOnlyList<string> Choices => Kind == ValueKind.Choice ? Name.Split('|') : [];

    /// <summary>As in a line of usage.</summary>
    public string Usage => (IsOptional, IsRepeatable) switch
    {
        (true, true) => $"[{Name}…]",
        (true, false) => $"[{Name}]",
        (false, true) => $"{Name}…",
        (false, false) => Name,
    };

    /// <summary>An argument of a command.</summary>
    public static ValueEntry Of(Argument argument) => new(
        argument.HelpName ?? argument.Name,
        KindOf(argument.HelpName ?? argument.Name),
        argument.Arity.MinimumNumberOfValues == 0,
        argument.Arity.MaximumNumberOfValues > 1,
        argument.Description ?? "");

    /// <summary>The value of an option; null where it takes none.</summary>
    public static ValueEntry? Of(Command command, Option option)
    {
        if (option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool))
            return null;
        string name = option.HelpName ?? "VALUE";
        ValueKind kind = option.Name == "--account"
            ? command.Name == "fetch" ? ValueKind.ImapAccount : ValueKind.SmtpAccount
            : KindOf(name);
        return new ValueEntry(name, kind, IsOptional: false, option.Arity.MaximumNumberOfValues > 1, "");
    }

    private static ValueKind KindOf(string name)
    {
        if (name.Contains('|', StringComparison.Ordinal))
            return ValueKind.Choice;
        if (name == "DIR")
            return ValueKind.Directory;
        return Files.Contains(name) || name.EndsWith(".eml", StringComparison.Ordinal) ? ValueKind.File : ValueKind.Other;
    }
}
