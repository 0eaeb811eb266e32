using System.Globalization;
using System.Text;

namespace OtrMail.Cli.Documentation;

/// <summary>Completion for fish: a line for each command and option, and a function that says which command stands before the cursor.</summary>
internal static class FishCompletion
{
    private const string Accounts = """
        function __otrmail_accounts # imap|smtp: the accounts of config.toml
            set -l home $HOME/.local/share/otrmail
            set -q XDG_DATA_HOME; and set home $XDG_DATA_HOME/otrmail
            set -q OTRMAIL_HOME; and set home $OTRMAIL_HOME
            set -l words (commandline -opc)
            if set -l at (contains -i -- --home $words)
                set home $words[(math $at + 1)]
            else if set -l given (string match -r -- '^--home=.+' $words)
                set home (string replace -- --home= '' $given[1])
            end
            set home (string replace -r '^~' $HOME -- $home)
            sed -n "s/^[[:space:]]*\[$argv[1]\.\"\{0,1\}\([^]\"]*\)\"\{0,1\}\].*/\1/p" $home/config.toml 2>/dev/null
        end

        """;

    /// <summary>The script.</summary>
    public static string Write(CommandEntry program)
    {
        var text = new StringBuilder("# fish completion for otrmail, made by: otrmail completion fish\n# to load it: otrmail completion fish | source\n\n");
        text.Append(Accounts).Append('\n');
        Path(text, program);
        text.Append("complete -c otrmail -f\n");
        foreach (OptionEntry option in program.Options)
            Option(text, "", option);
        foreach (CommandEntry command in program.All)
        {
            string here = $" -n '__otrmail_at {command.FullName}'";
            foreach (CommandEntry child in command.Commands)
                text.Append(CultureInfo.InvariantCulture, $"complete -c otrmail{here} -a {child.Name} -d {Quoted(child.Description)}\n");
            foreach (OptionEntry option in command == program ? [] : command.Options)
                Option(text, here, option);
            if (command.Arguments.FirstOrDefault(argument => argument.Kind != ValueKind.Other) is { } argument)
                text.Append(CultureInfo.InvariantCulture, $"complete -c otrmail{here}{(argument.Kind == ValueKind.File ? " -F" : Values(argument))}\n");
        }

        return text.ToString();
    }

    private static void Path(StringBuilder text, CommandEntry program)
    {
        IEnumerable<string> calls = program.All.Where(command => command != program).Select(command => $"'{command.FullName}'");
        IEnumerable<string> taking = program.All.SelectMany(command => command.Options).Where(option => option.Value is not null)
            .SelectMany(option => option.Names).Distinct();
        text.Append("function __otrmail_at # WORDS: whether they are the command before the cursor\n    set -l path otrmail\n    set -l waiting\n");
        text.Append("    for word in (commandline -opc)[2..-1]\n        if set -q waiting[1]\n            set -e waiting\n            continue\n        end\n");
        text.Append(CultureInfo.InvariantCulture, $"        switch $word\n            case {string.Join(' ', taking)}\n                set waiting $word\n                continue\n        end\n");
        text.Append("        switch \"$path $word\"\n");
        text.Append(CultureInfo.InvariantCulture, $"            case {string.Join(' ', calls)}\n                set path \"$path $word\"\n");
        text.Append("        end\n    end\n    test \"$path\" = \"$argv\"\nend\n\n");
    }

    private static void Option(StringBuilder text, string condition, OptionEntry option)
    {
        text.Append("complete -c otrmail").Append(condition);
        foreach (string name in option.Names)
            text.Append(name.StartsWith("--", StringComparison.Ordinal) ? $" -l {name[2..]}" : name.Length == 2 ? $" -s {name[1..]}" : $" -o {name[1..]}");
        if (option.Value is { } value)
            text.Append(value.Kind == ValueKind.File ? " -r -F" : " -x" + Values(value));
        text.Append(CultureInfo.InvariantCulture, $" -d {Quoted(option.Description)}\n");
    }

    private static string Values(ValueEntry value) => value.Kind switch
    {
        ValueKind.Directory => " -a '(__fish_complete_directories (commandline -ct))'",
        ValueKind.Choice => $" -a '{string.Join(' ', value.Choices)}'",
        ValueKind.ImapAccount => " -a '(__otrmail_accounts imap)'",
        ValueKind.SmtpAccount => " -a '(__otrmail_accounts smtp)'",
        _ => "",
    };

    private static string Quoted(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
