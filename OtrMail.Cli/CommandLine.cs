using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Reflection;
using OtrMail.Cli.Commands;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Primitives;
using OtrMail.Core.Storage;

namespace OtrMail.Cli;

/// <summary>The program as a function: arguments and surroundings in, exit code out. No exception leaves it.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command.</summary>
    public static int Run(IReadOnlyList<string> arguments, CliContext context)
    {
        var report = new Report(context, quiet: false, verbose: false);
        CliCommand? command = null;
        int Ended(ExitCode code) => (int)(command?.CodeFor(code) ?? code);
        try
        {
            return Ended(Dispatch(arguments, context, report, ref command));
        }
        catch (CommandException e)
        {
            report.Failure(e.Message, e.Hint);
            return Ended(e.Code);
        }
        catch (StoreException e)
        {
            report.Failure(e.Message, Explanations.Storing(e));
            return Ended(ExitCodes.Of(e.Fault));
        }
        catch (Exception e) when (e is OutOfMemoryException or InsufficientMemoryException)
        {
            report.Failure("not enough memory for this mail", "try again when there is more, or lower packet_limit");
            return Ended(ExitCode.TryAgain);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            report.Failure($"reading or writing failed: {e.Message}", "see to the disk and run it again");
            return Ended(ExitCode.InputOutput);
        }
#pragma warning disable CA1031 // the last resort: never a trace, whatever happened
        catch (Exception e)
#pragma warning restore CA1031
        {
            report.Failure($"a mistake of this program: {e.GetType().Name}: {e.Message}", "please report it");
            return Ended(ExitCode.Software);
        }
    }

    private static ExitCode Dispatch(
        IReadOnlyList<string> arguments, CliContext context, Report report, ref CliCommand? running)
    {
        arguments = SendmailArguments.Rewrite(arguments);
        (ParseResult result, GlobalOptions globals) = Parse(arguments);
        if (result.GetValue(globals.Version))
        {
            OutputFile.Write(context, null, System.Text.Encoding.ASCII.GetBytes($"otrmail {VersionText()}\n"));
            return ExitCode.Ok;
        }

        // help, or completion for a shell
        if (result.Action is not (null or ParseErrorAction) && result.Action != result.CommandResult.Command.Action)
            return Help(result, context);
        if (result.Errors is [ParseError first, ..])
        {
            string what = result.UnmatchedTokens is [string unknown, ..]
                ? $"unknown command, option or argument '{unknown}'" : first.Message.TrimEnd('.');
            report.Failure(what, $"see {NameOf(result.CommandResult)} --help");
            return ExitCode.Usage;
        }

        // the parser takes an unknown option for a file's name; who has such a file writes -- or ./ before it
        if (!arguments.Contains("--") && result.CommandResult.Tokens.FirstOrDefault(IsLikeAnOption) is { } option)
        {
            report.Failure($"unknown option '{option.Value}'", $"see {NameOf(result.CommandResult)} --help");
            return ExitCode.Usage;
        }

        running = result.CommandResult.Command as CliCommand;
        if (context.IsOwnProcess && running is { IsOffline: true })
            LibcryptoUse.WithoutTls();
        return running is not null
            ? running.Run(new Invocation(context, result, globals))
            : throw new CommandException(ExitCode.Usage, "no command given", $"see {NameOf(result.CommandResult)} --help");
    }

    /// <summary>
    /// What was typed. Nearly every run names one command and makes no mistake: the whole tree of commands is made for the others only.
    /// </summary>
    internal static (ParseResult Result, GlobalOptions Globals) Parse(IReadOnlyList<string> arguments)
    {
        // no @file arguments: an address may begin with an at sign, and nothing is read that was not named
        var configuration = new ParserConfiguration { ResponseFileTokenReplacer = null };
        var globals = new GlobalOptions();
        if (CommandTree.BuildFor(arguments, globals)?.Parse(arguments, configuration) is { Errors.Count: 0 } result
            && result.CommandResult.Command is CliCommand && !result.Tokens.Any(IsLikeAnOption))
            return (result, globals);
        globals = new GlobalOptions();
        return (CommandTree.Build(globals).Parse(arguments, configuration), globals);
    }

    private static bool IsLikeAnOption(Token token) =>
        token.Type == TokenType.Argument && token.Value.Length > 1 && token.Value[0] == '-';

    private static ExitCode Help(ParseResult result, CliContext context)
    {
        using var text = new StringWriter { NewLine = "\n" };
        result.Invoke(new InvocationConfiguration { Output = text, Error = context.Error, EnableDefaultExceptionHandler = false });
        if (result.Action is HelpAction && result.CommandResult.Command is IExample { Example: var example })
            text.Write($"Example:\n  {example}\n");
        OutputFile.Write(context, null, System.Text.Encoding.UTF8.GetBytes(text.ToString()));
        return ExitCode.Ok;
    }

    private static string NameOf(CommandResult? command)
    {
        List<string> names = [];
        for (; command is not null; command = command.Parent as CommandResult)
            names.Insert(0, command.Command.Name);
        return string.Join(' ', names);
    }

    /// <summary>The version of this program.</summary>
    public static string VersionText()
    {
        string full = typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?";
        return full.Split('+')[0];
    }
}
