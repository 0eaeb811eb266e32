namespace OtrMail.Cli.Terminal;

/// <summary>
/// A few colours for people at a terminal; text as it is everywhere else, and where NO_COLOR is set (no-color.org) or the terminal
/// knows none.
/// </summary>
internal sealed class Palette
{
    private readonly bool _isOn;

    private Palette(bool isOn) => _isOn = isOn;

    /// <summary>For standard output.</summary>
    public static Palette OfOutput(CliContext context) => new(context.IsOutputTerminal && MayPaint(context));

    /// <summary>For standard error.</summary>
    public static Palette OfError(CliContext context) => new(context.IsErrorTerminal && MayPaint(context));

    /// <summary>What went wrong.</summary>
    public string Bad(string text) => Paint("31", text);

    /// <summary>What to look at.</summary>
    public string Doubtful(string text) => Paint("33", text);

    /// <summary>What is as it should be.</summary>
    public string Good(string text) => Paint("32", text);

    /// <summary>What a passage is about.</summary>
    public string Strong(string text) => Paint("1", text);

    /// <summary>How far somebody is trusted: <c>verified</c>, <c>accepted</c>, <c>stranger</c>; others stay as they are.</summary>
    public string Trust(string trust) => trust.TrimEnd() switch
    {
        "verified" => Good(trust),
        "stranger" => Doubtful(trust),
        _ => trust,
    };

    private static bool MayPaint(CliContext context) =>
        string.IsNullOrEmpty(context.Environment("NO_COLOR")) && context.Environment("TERM") is not (null or "" or "dumb");

    private string Paint(string code, string text) => _isOn ? $"\e[{code}m{text}\e[0m" : text;
}
