using System.CommandLine;
using System.CommandLine.Help;
using OtrMail.Cli.Commands;

namespace OtrMail.Cli.Documentation;

/// <summary>
/// A command as manual pages and completion show it: read off the very tree that parses the command line, so that neither
/// can differ from it.
/// </summary>
/// <param name="Path">The words that call it, <c>otrmail</c> first.</param>
/// <param name="Description">What it does, in a line.</param>
/// <param name="Example">Lines that can be typed.</param>
/// <param name="Arguments">Its arguments, in their order.</param>
/// <param name="Options">Its own options.</param>
/// <param name="Commands">The commands under it.</param>
internal sealed record CommandEntry(
    IReadOnlyList<string> Path,
    string Description,
    string Example,
    IReadOnlyList<ValueEntry> Arguments,
    IReadOnlyList<OptionEntry> Options,
    IReadOnlyList<CommandEntry> Commands)
{
    /// <summary>Its name below its parent.</summary>
    public string Name => Path[^1];

    /// <summary>All words that call it.</summary>
    public string FullName => string.Join(' ', Path);

    /// <summary>This and all commands below.</summary>
    public IEnumerable<CommandEntry> All => Commands.SelectMany(command => command.All).Prepend(this);

    /// <summary>The whole program; the options of its root are those of every command.</summary>
    public static CommandEntry OfProgram() => Of(CommandTree.Build(new GlobalOptions()), []);

    private static CommandEntry Of(Command command, IReadOnlyList<string> parent)
    {
        IReadOnlyList<string> path = [.. parent, command.Name];
        bool isRoot = parent.Count == 0;
        return new CommandEntry(
            path,
            command.Description ?? "",
            (command as IExample)?.Example ?? "",
            [.. command.Arguments.Where(argument => !argument.Hidden).Select(ValueEntry.Of)],
            [.. command.Options.Where(option => !option.Hidden && (isRoot || option is not HelpOption)).Select(option => Of(command, option))],
            [.. command.Subcommands.Where(child => !child.Hidden).Select(child => Of(child, path))]);
    }

    private static OptionEntry Of(Command command, Option option)
    {
        // -? and /h are for other shells than those that have pages and completion
        string[] names = [.. option.Aliases.Append(option.Name).Distinct()
            .Where(name => name[0] == '-' && name != "-?").OrderBy(name => name.Length)];
        return new OptionEntry(names, ValueEntry.Of(command, option), option.Required, option.Description ?? "");
    }
}
