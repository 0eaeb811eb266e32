using System.CommandLine;
using OtrMail.Cli.Documentation;
using OtrMail.Cli.Terminal;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail completion</c>: what a shell loads to complete commands, options and their values.</summary>
internal sealed class CompletionCommand : CliCommand
{
    private readonly Argument<string> _shell = new("SHELL") { HelpName = "bash|zsh|fish", Description = "The shell that is to complete otrmail's words" };

    public CompletionCommand()
        : base("completion", "Print what a shell loads to complete commands and options", "source <(otrmail completion bash)") => Add(_shell);

    public override ExitCode Run(Invocation run)
    {
        var program = CommandEntry.OfProgram();
        run.Write(run.Get(_shell) switch
        {
            "bash" => BashCompletion.Write(program),
            "zsh" => ZshCompletion.Write(program),
            "fish" => FishCompletion.Write(program),
            { } other => throw new CommandException(ExitCode.Usage, $"there is no completion for '{other}'", "give bash, zsh or fish"),
            null => throw new ArgumentException("the parser gives the argument"),
        });
        return ExitCode.Ok;
    }
}
