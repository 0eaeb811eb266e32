namespace OtrMail.Cli.Terminal;

/// <summary>What people are told, on stderr: one line each, beginning with the program's name.</summary>
/// <param name="error">Standard error.</param>
/// <param name="quiet">Only failures.</param>
/// <param name="verbose">Details too.</param>
internal sealed class Report(TextWriter error, bool quiet, bool verbose)
{
    private readonly Lock _turn = new();

    /// <summary>Clears the line first, where something stands on it.</summary>
    public Action? BeforeLine { get; set; }

    /// <summary>Why there is no result.</summary>
    public void Failure(string what, string? hint) => Line(hint is null ? what : $"{what}; {hint}");

    /// <summary>Something that the user should look at, although there is a result.</summary>
    public void Warning(string text)
    {
        if (!quiet)
            Line("warning: " + text);
    }

    /// <summary>What was done.</summary>
    public void Note(string text)
    {
        if (!quiet)
            Line(text);
    }

    /// <summary>What only somebody wants to know who asks for it.</summary>
    public void Detail(string text)
    {
        if (verbose && !quiet)
            Line(text);
    }

    private void Line(string text)
    {
        try
        {
            lock (_turn)
            {
                BeforeLine?.Invoke();
                error.WriteLine("otrmail: " + Printable.Of(text));
                error.Flush();
            }
        }
        catch (IOException)
        {
            // nobody listens; the exit code still tells
        }
    }
}
