using OtrMail.Cli.Terminal;

namespace OtrMail.Cli.Commands;

/// <summary>A mail was not read, and this is why; it concerns this mail alone.</summary>
internal sealed class MailRefusedException(ExitCode code, string fault, string what, string? hint) : Exception(what)
{
    public ExitCode Code => code;

    /// <summary>The class by its name.</summary>
    public string Fault => fault;

    public string? Hint => hint;
}
