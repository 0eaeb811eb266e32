using System.CommandLine;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail</c> itself.</summary>
internal sealed class MainCommand() : RootCommand("Off-the-record mail: private while it travels, deniable afterwards."), IExample
{
    public string Example => "otrmail init alice@example.org\n  otrmail key import bob.asc\n  otrmail encrypt letter.eml -o to-bob.eml";
}
