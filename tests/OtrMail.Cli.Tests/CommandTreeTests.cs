using System.CommandLine;
using System.CommandLine.Parsing;
using OtrMail.Cli.Commands;

namespace OtrMail.Cli.Tests;

/// <summary>The small tree of commands in place of the whole one.</summary>
public class CommandTreeTests
{
    private static readonly ParserConfiguration Configuration = new() { ResponseFileTokenReplacer = null };

    /// <summary>What may stand in any place, also where it makes no sense.</summary>
    private static readonly string[] Words =
    [
        "encrypt", "decrypt", "filter", "in", "key", "list", "im", "sendmail", "queue", "mail.eml", "bob@example.net", "", "-", "--", "-o", "-h", "-?",
        "/h", "--help", "-q", "-v", "-qh", "-qv", "--home", "--home=x", "-ox", "-o=-h", "--output", "--to", "--version", "--no-such", "@file", "[suggest]", "--json",
    ];

    [Fact]
    public void Each_command_is_made_under_its_own_name()
    {
        MainCommand whole = CommandTree.Build(new GlobalOptions());
        foreach (Command command in whole.Subcommands)
            Assert.Equal(command.Name, Assert.Single(CommandTree.BuildFor([command.Name], new GlobalOptions())!.Subcommands).Name);
        Assert.Equal(whole.Subcommands.Count, whole.Subcommands.DistinctBy(command => command.Name).Count());
    }

    [Fact]
    public void Whatever_is_typed_means_the_same_as_in_the_whole_tree()
    {
        var random = new Random(20);
        int small = 0;
        for (int round = 0; round < 20_000; round++)
        {
            string[] arguments = [.. Enumerable.Range(0, random.Next(1, 6)).Select(place => Words[random.Next(place == 0 ? 9 : Words.Length)])];
            random.Shuffle(arguments);
            (ParseResult result, GlobalOptions globals) = CommandLine.Parse(arguments);
            var wholeGlobals = new GlobalOptions();
            ParseResult whole = CommandTree.Build(wholeGlobals).Parse(arguments, Configuration);
            Assert.Equal(Meaning(whole, wholeGlobals), Meaning(result, globals));
            small += result.RootCommandResult.Command is MainCommand ? 0 : 1;
        }

        Assert.InRange(small, 1_000, 19_000); // both ways were gone
    }

    private static string Meaning(ParseResult result, GlobalOptions globals) => string.Join(
        '\n',
        result.CommandResult.Command.Name == MainCommand.ProgramName ? MainCommand.ProgramName : result.CommandResult.Command.GetType().Name,
        string.Join('|', result.CommandResult.Tokens.Select(token => token.Value)),
        string.Join('|', result.CommandResult.Children.OfType<OptionResult>().Where(option => !option.Implicit)
            .Select(option => $"{option.Option.Name}={string.Join(',', option.Tokens.Select(token => token.Value))}").Order()),
        string.Join('|', result.UnmatchedTokens),
        string.Join('|', result.Errors.Select(error => error.Message)),
        result.Action?.GetType().Name,
        result.Errors.Count == 0 && result.Action is null ? $"{result.GetValue(globals.Home)} {result.GetValue(globals.Quiet)} {result.GetValue(globals.Verbose)} {result.GetValue(globals.Version)}" : "");
}
