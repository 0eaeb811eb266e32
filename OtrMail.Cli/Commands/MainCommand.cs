using System.CommandLine;
using System.CommandLine.Help;

namespace OtrMail.Cli.Commands;

/// <summary>
/// <c>otrmail</c> itself, whatever its file or a link to it is called: the library's own root takes that name, and fails where it is
/// the name of a command.
/// </summary>
internal sealed class MainCommand : Command, IExample
{
    /// <summary>The name of the program.</summary>
    public const string ProgramName = "otrmail";

    public MainCommand()
        : base(ProgramName, "Off-the-record mail: private while it travels, deniable afterwards.") => Add(new HelpOption());

    public string Example => "otrmail init alice@example.org\n  otrmail key import bob.asc\n  otrmail encrypt letter.eml -o to-bob.eml";
}
