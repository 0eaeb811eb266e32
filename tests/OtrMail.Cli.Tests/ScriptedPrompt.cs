using System.Text;
using OtrMail.Cli.Terminal;

namespace OtrMail.Cli.Tests;

/// <summary>A terminal where somebody types these answers; without any there is no terminal.</summary>
internal sealed class ScriptedPrompt(params string[] answers) : IPrompt
{
    private int _given;

    public bool IsThere => answers.Length > 0;

    public byte[]? AskSecret(string question) => Next() is { Length: > 0 } answer ? Encoding.UTF8.GetBytes(answer) : null;

    public bool Confirm(string question) => Next() == "y";

    private string? Next() => _given < answers.Length ? answers[_given++] : null;
}
