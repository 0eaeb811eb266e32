namespace OtrMail.Cli.Terminal;

/// <summary>What people are told, on stderr: one line each, beginning with the program's name.</summary>
/// <param name="context">Whose standard error.</param>
/// <param name="quiet">Only failures.</param>
/// <param name="verbose">Details too.</param>
internal sealed class Report(CliContext context, bool quiet, bool verbose)
{
    private readonly Palette _palette = Palette.OfError(context);
    private readonly Lock _turn = new();

    /// <summary>Clears the line first, where something stands on it.</summary>
    public Action? BeforeLine { get; set; }

    /// <summary>Why there is no result.</summary>
    public void Failure(string what, string? hint) => Line(what, _palette.Bad, hint is null ? "" : $"; {hint}");

    /// <summary>Something that the user should look at, although there is a result.</summary>
    public void Warning(string text)
    {
        if (!quiet)
            Line("warning:", _palette.Doubtful, " " + text);
    }

    /// <summary>What was done.</summary>
    public void Note(string text)
    {
        if (!quiet)
            Line("", _palette.Strong, text);
    }

    /// <summary>What only somebody wants to know who asks for it.</summary>
    public void Detail(string text)
    {
        if (verbose && !quiet)
            Line("", _palette.Strong, text);
    }

    /// <summary>A line whose first words are painted.</summary>
    private void Line(string first, Func<string, string> paint, string rest)
    {
        try
        {
            lock (_turn)
            {
                BeforeLine?.Invoke();
                context.Error.WriteLine($"otrmail: {(first.Length == 0 ? "" : paint(Printable.Of(first)))}{Printable.Of(rest)}");
                context.Error.Flush();
            }
        }
        catch (IOException)
        {
            // nobody listens; the exit code still tells
        }
    }
}
