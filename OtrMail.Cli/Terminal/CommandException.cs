namespace OtrMail.Cli.Terminal;

/// <summary>A command ends here: with an exit code, and one line that says what happened and what to do next.</summary>
/// <param name="code">The exit code.</param>
/// <param name="what">What, for which message.</param>
/// <param name="hint">What to do next.</param>
/// <param name="inner">What it came from.</param>
internal sealed class CommandException(ExitCode code, string what, string? hint = null, Exception? inner = null)
    : Exception(what, inner)
{
    public ExitCode Code => code;

    public string? Hint => hint;
}
