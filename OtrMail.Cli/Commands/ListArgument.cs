using System.CommandLine;

namespace OtrMail.Cli.Commands;

/// <summary>An argument that may be repeated. What was typed is taken as it is: the parser would make the list by reflection.</summary>
internal sealed class ListArgument : Argument<string[]>
{
    public ListArgument(string name)
        : base(name) => CustomParser = result => [.. result.Tokens.Select(token => token.Value)];
}
