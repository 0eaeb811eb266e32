using OtrMail.Cli.Terminal;

namespace OtrMail.Cli.Commands;

/// <summary>Where things are kept (XDG Base Directory Specification).</summary>
internal static class Directories
{
    private const string Name = "otrmail";

    /// <summary>The data directory: what was typed, OTRMAIL_HOME, or the default.</summary>
    public static string Home(CliContext context, string? typed)
    {
        string? chosen = typed ?? NotEmpty(context.Environment("OTRMAIL_HOME"));
        if (chosen is { Length: 0 })
            throw new CommandException(ExitCode.Usage, "--home is empty", "give a directory");
        return Path.GetFullPath(chosen ?? Path.Combine(Base(context, "XDG_DATA_HOME", ".local/share"), Name));
    }

    /// <summary>The state directory, for the outside copy of the generation counter.</summary>
    public static string State(CliContext context) => Path.Combine(Base(context, "XDG_STATE_HOME", ".local/state"), Name);

    /// <summary>A directory that the user named in his settings: <c>~/</c> is his home, a relative one is in the data directory.</summary>
    public static string Named(CliContext context, string home, string path) =>
        path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(UserHome(context), path[1..].TrimStart('/')) : Path.Combine(home, path);

    private static string UserHome(CliContext context) =>
        NotEmpty(context.Environment("HOME")) ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private static string Base(CliContext context, string variable, string fallback)
    {
        // a relative path in these variables is to be ignored, says the specification
        if (NotEmpty(context.Environment(variable)) is { } directory && Path.IsPathRooted(directory))
            return directory;
        return Path.Combine(UserHome(context), fallback);
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
