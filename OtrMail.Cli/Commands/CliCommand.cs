using System.CommandLine;
using OtrMail.Cli.Terminal;

namespace OtrMail.Cli.Commands;

/// <summary>One command: its arguments, options, example, and what it does.</summary>
internal abstract class CliCommand(string name, string description, string example) : Command(name, description), IExample
{
    public string Example => example;

    /// <summary>Whether it never speaks with a server.</summary>
    public virtual bool IsOffline => false;

    /// <summary>What an exit code is to those who call this command; most take it as it is.</summary>
    public virtual ExitCode CodeFor(ExitCode code) => code;

    /// <summary>Does it.</summary>
    /// <exception cref="CommandException">It cannot be done.</exception>
    /// <exception cref="OtrMail.Core.Storage.StoreException">The store refused.</exception>
    public abstract ExitCode Run(Invocation run);
}
