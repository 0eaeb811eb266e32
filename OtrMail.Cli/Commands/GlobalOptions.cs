using System.CommandLine;

namespace OtrMail.Cli.Commands;

/// <summary>The options that every command has.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Home { get; } = new("--home")
    {
        Recursive = true,
        HelpName = "DIR",
        Description = "The data directory (default: OTRMAIL_HOME, or otrmail in the XDG data home)",
    };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Recursive = true, Description = "Report failures only" };

    public Option<bool> Verbose { get; } = new("--verbose", "-v") { Recursive = true, Description = "Report details too" };

    public Option<bool> Version { get; } = new("--version") { Recursive = true, Description = "Show the version and exit" };
}
