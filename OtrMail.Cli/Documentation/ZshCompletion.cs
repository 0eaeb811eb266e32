using System.Globalization;
using System.Text;

namespace OtrMail.Cli.Documentation;

/// <summary>Completion for zsh: a function for each command, in the words of <c>_arguments</c>.</summary>
internal static class ZshCompletion
{
    private const string Start = """
        #compdef otrmail
        # zsh completion for otrmail, made by: otrmail completion zsh
        # to load it: write it as _otrmail into a directory of $fpath, or: source <(otrmail completion zsh)

        _otrmail_accounts() { # imap|smtp: the accounts of config.toml
          local home=${opt_args[--home]:-${otrmail_home:-${OTRMAIL_HOME:-${XDG_DATA_HOME:-$HOME/.local/share}/otrmail}}}
          local -a accounts=(${(f)"$(sed -n "s/^[[:space:]]*\[$1\.\"\{0,1\}\([^]\"]*\)\"\{0,1\}\].*/\1/p" ${home/#\~/$HOME}/config.toml 2>/dev/null)"})
          compadd -a accounts
        }


        """;

    private const string End = """
        if [ "$funcstack[1]" = _otrmail ]; then
          _otrmail "$@"
        else
          compdef _otrmail otrmail
        fi

        """;

    /// <summary>The script.</summary>
    public static string Write(CommandEntry program)
    {
        var text = new StringBuilder(Start);
        foreach (CommandEntry command in program.All.Reverse())
            Function(text, command, program);
        return text.Append(End).ToString();
    }

    private static void Function(StringBuilder text, CommandEntry command, CommandEntry program)
    {
        text.Append(CultureInfo.InvariantCulture, $"{NameOf(command)}() {{\n");
        if (command.Commands.Count > 0)
            text.Append("  local curcontext=$curcontext otrmail_home=$otrmail_home state line\n  local -A opt_args\n");
        text.Append("  _arguments -s -S -C");
        foreach (OptionEntry option in command.Options.Concat(command == program ? [] : program.Options))
            text.Append(" \\\n    ").Append(Specification(option));
        for (int i = 0; i < command.Arguments.Count; i++)
            text.Append(" \\\n    ").Append(Specification(command.Arguments[i], i + 1));
        if (command.Commands.Count > 0)
            text.Append(" \\\n    '1: :->command' \\\n    '*:: :->rest'");
        text.Append('\n');
        if (command.Commands.Count > 0)
            Commands(text, command);
        text.Append("}\n\n");
    }

    private static void Commands(StringBuilder text, CommandEntry command)
    {
        text.Append("  case $state in\n    command)\n      local -a commands=(\n");
        foreach (CommandEntry child in command.Commands)
            text.Append(CultureInfo.InvariantCulture, $"        '{child.Name}:{Quoted(child.Description)}'\n");
        text.Append("      )\n      _describe command commands ;;\n    rest)\n");
        text.Append("      curcontext=${curcontext%:*}-$line[1]:\n      otrmail_home=${opt_args[--home]:-$otrmail_home}\n      case $line[1] in\n");
        foreach (CommandEntry child in command.Commands)
            text.Append(CultureInfo.InvariantCulture, $"        {child.Name}) {NameOf(child)} ;;\n");
        text.Append("      esac ;;\n  esac\n");
    }

    private static string Specification(OptionEntry option)
    {
        string repeated = option.Value is { IsRepeatable: true } ? "*" : "";
        string description = $"[{Quoted(option.Description)}]";
        string value = option.Value is { } taken ? $":{Quoted(taken.Name)}:{Action(taken)}" : "";
        string Named(string name) => option.Value is null ? name : name + (name.StartsWith("--", StringComparison.Ordinal) ? "=" : "+");
        if (option.Names.Count == 1)
            return $"'{repeated}{Named(option.Names[0])}{description}{value}'";
        string others = repeated.Length > 0 ? "'*'" : $"'({string.Join(' ', option.Names)})'";
        return $"{others}{{{string.Join(',', option.Names.Select(Named))}}}'{description}{value}'";
    }

    private static string Specification(ValueEntry argument, int place)
    {
        string start = argument.IsRepeatable ? "*" : place.ToString(CultureInfo.InvariantCulture);
        return $"'{start}:{(argument.IsOptional && !argument.IsRepeatable ? ":" : "")}{Quoted(argument.Name)}:{Action(argument)}'";
    }

    private static string Action(ValueEntry value) => value.Kind switch
    {
        ValueKind.File => "_files",
        ValueKind.Directory => "_files -/",
        ValueKind.Choice => $"({string.Join(' ', value.Choices)})",
        ValueKind.ImapAccount => "{_otrmail_accounts imap}",
        ValueKind.SmtpAccount => "{_otrmail_accounts smtp}",
        _ => "()", // nothing, and no message either: zsh would not complete options beside one
    };

    private static string NameOf(CommandEntry command) => "_" + string.Join('_', command.Path).Replace('-', '_');

    private static string Quoted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("'", "'\\''", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal)
        .Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);
}
