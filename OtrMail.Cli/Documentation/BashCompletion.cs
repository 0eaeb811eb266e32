using System.Globalization;
using System.Text;

namespace OtrMail.Cli.Documentation;

/// <summary>
/// Completion for bash 3.2 and later, without the package bash-completion: a function that walks over the words before the
/// cursor, and the command tree as the cases it asks.
/// </summary>
internal static class BashCompletion
{
    private const string Start = """
        # bash completion for otrmail, made by: otrmail completion bash
        # to load it: source <(otrmail completion bash)

        _otrmail_accounts() # imap|smtp: the accounts of config.toml
        {
            sed -n "s/^[[:space:]]*\[$1\.\"\{0,1\}\([^]\"]*\)\"\{0,1\}\].*/\1/p" "$home/config.toml" 2>/dev/null
        }

        _otrmail_offer() # COMMAND…: the lines it prints that begin with $cur, into COMPREPLY
        {
            local line
            while IFS= read -r line; do
                [[ $line == "$cur"* ]] && COMPREPLY+=("$line")
            done < <("$@")
        }

        """;

    private const string Walk = """
        _otrmail()
        {
            local cur=${COMP_WORDS[COMP_CWORD]} path=otrmail waiting= ended= kind= words= i word
            local home=${OTRMAIL_HOME:-${XDG_DATA_HOME:-$HOME/.local/share}/otrmail}
            COMPREPLY=()
            for ((i = 1; i < COMP_CWORD; i++)); do
                word=${COMP_WORDS[i]}
                if [[ $word == = ]]; then
                    continue # of --option=VALUE
                elif [[ $waiting ]]; then
                    [[ $waiting == --home ]] && home=${word/#\~/$HOME}
                    waiting=
                elif [[ $ended || $word == -- ]]; then
                    ended=1
                elif [[ $word == -* ]]; then
                    _otrmail_value "$path" "$word" && waiting=$word
                elif _otrmail_commands "$path" && [[ " $words " == *" $word "* ]]; then
                    path+=" $word"
                fi
            done
            [[ $cur == = ]] && cur=

            if [[ $waiting ]]; then
                _otrmail_value "$path" "$waiting"
            elif [[ $cur == -* && ! $ended ]]; then
                _otrmail_options "$path"
                kind=words
            elif _otrmail_commands "$path"; then
                kind=words
            else
                _otrmail_argument "$path"
            fi
            case $kind in
                file) compopt -o filenames 2>/dev/null; _otrmail_offer compgen -f -- "$cur" ;;
                directory) compopt -o filenames 2>/dev/null; _otrmail_offer compgen -d -- "$cur" ;;
                imap|smtp) compopt -o filenames 2>/dev/null; _otrmail_offer _otrmail_accounts "$kind" ;; # quoted like files
                words) _otrmail_offer compgen -W "$words" -- "$cur" ;;
            esac
        }

        complete -F _otrmail otrmail

        """;

    /// <summary>The script.</summary>
    public static string Write(CommandEntry program)
    {
        CommandEntry[] all = [.. program.All];
        var text = new StringBuilder(Start);
        Function(text, "_otrmail_commands", "PATH: the commands under it, into words", "$1", all
            .Where(command => command.Commands.Count > 0)
            .Select(command => ($"'{command.FullName}'", $"words='{string.Join(' ', command.Commands.Select(child => child.Name))}'")));
        Function(text, "_otrmail_options", "PATH: its options, into words", "$1", all
            .Select(command => ($"'{command.FullName}'", $"words='{string.Join(' ', command.Options.Concat(command == program ? [] : program.Options).SelectMany(option => option.Names))}'")));
        Function(text, "_otrmail_value", "PATH OPTION: what its value is, into kind; false if it takes none", "$1 $2", all
            .SelectMany(command => command.Options.Where(option => option.Value is not null)
                .Select(option => (string.Join('|', option.Names.Select(name => command == program ? $"*' {name}'" : $"'{command.FullName} {name}'")), Kind(option.Value!)))));
        Function(text, "_otrmail_argument", "PATH: what its arguments are, into kind", "$1", all
            .Where(command => command.Arguments.Any(argument => argument.Kind != ValueKind.Other))
            .Select(command => ($"'{command.FullName}'", Kind(command.Arguments.First(argument => argument.Kind != ValueKind.Other)))));
        return text.Append(Walk).ToString();
    }

    private static string Kind(ValueEntry value) => value.Kind switch
    {
        ValueKind.File => "kind=file",
        ValueKind.Directory => "kind=directory",
        ValueKind.Choice => $"kind=words words='{string.Join(' ', value.Choices)}'",
        ValueKind.ImapAccount => "kind=imap",
        ValueKind.SmtpAccount => "kind=smtp",
        _ => "kind=other",
    };

    private static void Function(StringBuilder text, string name, string does, string asked, IEnumerable<(string Pattern, string Action)> cases)
    {
        text.Append(CultureInfo.InvariantCulture, $"{name}() # {does}\n{{\n    case \"{asked}\" in\n");
        foreach ((string pattern, string action) in cases)
            text.Append(CultureInfo.InvariantCulture, $"        {pattern}) {action} ;;\n");
        text.Append("        *) return 1 ;;\n    esac\n}\n\n");
    }
}
