using System.CommandLine;

namespace OtrMail.Cli.Commands;

/// <summary>A command that only has others under it.</summary>
internal sealed class CommandGroup : Command, IExample
{
    public CommandGroup(string name, string description, string example, params ReadOnlySpan<CliCommand> commands)
        : base(name, description)
    {
        Example = example;
        foreach (CliCommand command in commands)
            Add(command);
    }

    public string Example { get; }
}
