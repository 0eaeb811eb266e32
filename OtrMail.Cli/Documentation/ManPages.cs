namespace OtrMail.Cli.Documentation;

/// <summary>
/// The manual: otrmail(1), a page for each command or group of commands, and otrmail-config(5). What can be typed comes from the
/// command tree, what it means beyond a line from docs/CLI.md.
/// </summary>
internal sealed class ManPages
{
    /// <summary>The commands whose output bears a status header.</summary>
    private static readonly string[] ReadingCommands = ["decrypt", "filter", "fetch"];

    private readonly CommandEntry _program;
    private readonly Reference _reference;
    private readonly string _version;
    private readonly IReadOnlyList<ReferenceTopic> _topics;
    private readonly IReadOnlyList<ReferenceTopic> _forms;

    private ManPages(CommandEntry program, Reference reference, string version)
    {
        _program = program;
        _reference = reference;
        _version = version;
        _topics = reference.Topics("Commands");
        _forms = reference.Topics("JSON");
    }

    /// <summary>All pages by the names of their files.</summary>
    public static IReadOnlyDictionary<string, string> Make(CommandEntry program, Reference reference, string version)
    {
        var pages = new ManPages(program, reference, version);
        var made = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["otrmail.1"] = pages.Program(),
            ["otrmail-config.5"] = pages.Config(),
        };
        foreach (CommandEntry command in program.Commands)
            made[$"otrmail-{command.Name}.1"] = pages.Command(command);
        return made;
    }

    private string Program()
    {
        var page = new RoffPage("otrmail", 1, _version);
        page.Name("otrmail", Lower(_program.Description));
        page.Section("Synopsis");
        page.Usage("otrmail COMMAND [OPTION…] [ARGUMENT…]", isFirst: true);
        page.Section("Description");
        page.Blocks(_reference.Introduction);
        page.Section("Commands");
        page.Paragraph("Each has a page of its own, such as otrmail-init(1).");
        foreach (CommandEntry command in _program.Commands)
            page.Term($"`{command.Name}`", command.Description + ".");
        page.Section("Options of every command");
        Options(page, _program.Options);
        page.Section("Environment and files");
        page.Block(_reference.Section("Environment and files").OfType<ReferenceBlock.Table>().First());
        page.Section("Exit status");
        page.Blocks(_reference.Section("Exit codes"));
        page.Section("Examples");
        page.Code(_program.Example.Replace("\n  ", "\n", StringComparison.Ordinal));
        SeeAlso(page, [.. _program.Commands.Select(command => $"otrmail-{command.Name}(1)"), "otrmail-config(5)"]);
        return page.ToString();
    }

    private string Config()
    {
        var page = new RoffPage("otrmail-config", 5, _version);
        page.Name("otrmail-config", "settings and mail accounts of otrmail");
        page.Section("Synopsis");
        page.Paragraph("`config.toml` in the data directory (`~/.local/share/otrmail`)");
        page.Section("Description");
        page.Blocks(_reference.Section("Environment and files"));
        SeeAlso(page, ["otrmail(1)", "otrmail-fetch(1)"]);
        return page.ToString();
    }

    private string Command(CommandEntry command)
    {
        CommandEntry[] leaves = [.. command.All.Where(one => one.Commands.Count == 0)];
        var page = new RoffPage($"otrmail-{command.Name}", 1, _version);
        page.Name($"otrmail-{command.Name}", Lower(command.Description));
        page.Section("Synopsis");
        bool isFirst = true;
        foreach (string usage in leaves.SelectMany(UsagesOf))
        {
            page.Usage("otrmail " + usage, isFirst);
            isFirst = false;
        }

        page.Section("Description");
        if (command.Commands.Count == 0)
            Describe(page, command);
        foreach (CommandEntry leaf in command.Commands.Count == 0 ? [] : leaves)
        {
            page.Subsection(leaf.FullName);
            page.Paragraph(leaf.Description + ".");
            Describe(page, leaf);
        }

        page.Paragraph("The options of every command (`--home`, `--quiet`, `--verbose`, `--version`, `--help`) are in otrmail(1).");
        Topics(page, "Notes", _topics, leaves);
        if (ReadingCommands.Contains(command.Name))
        {
            page.Section("The status header");
            page.Blocks(_reference.Section("The status header"));
        }

        Topics(page, "JSON", _forms, leaves, _reference.Section("JSON").Take(1));
        page.Section("Exit status");
        page.Paragraph("Those of sysexits.h, listed in otrmail(1).");
        page.Section("Examples");
        page.Code(string.Join('\n', leaves.Select(leaf => leaf.Example)));
        SeeAlso(page, ["otrmail(1)", "otrmail-config(5)"]);
        return page.ToString();
    }

    private void Describe(RoffPage page, CommandEntry command)
    {
        foreach ((_, string text) in RowsOf(command))
            page.Paragraph(Sentence(text));
        foreach (ValueEntry argument in command.Arguments.Where(argument => argument.Description.Length > 0))
            page.Term($"*{argument.Name}*", argument.Description + ".");
        Options(page, command.Options);
    }

    private static void Options(RoffPage page, IReadOnlyList<OptionEntry> options)
    {
        foreach (OptionEntry option in options)
        {
            string names = string.Join(", ", option.Names.Select(name => $"`{name}`"));
            string value = option.Value is { } taken ? $" *{taken.Name}*" : "";
            page.Term(names + value, option.Description + (option.IsRequired ? ". Must be given." : "."));
        }
    }

    private static void Topics(RoffPage page, string title, IReadOnlyList<ReferenceTopic> topics, CommandEntry[] commands, IEnumerable<ReferenceBlock>? start = null)
    {
        ReferenceTopic[] about = [.. topics.Where(topic => topic.Names.Any(name => commands.Any(command => IsAbout(command, name))))];
        if (about.Length == 0)
            return;
        page.Section(title);
        page.Blocks(start ?? []);
        foreach (ReferenceTopic topic in about)
            page.Blocks(topic.Blocks);
    }

    private static void SeeAlso(RoffPage page, IReadOnlyList<string> pages)
    {
        page.Section("See also");
        page.Paragraph(string.Join(", ", pages));
    }

    private IEnumerable<string> UsagesOf(CommandEntry command)
    {
        string[] documented = [.. RowsOf(command).Select(row => row.Usage)];
        return documented.Length > 0 ? documented :
            [string.Join(' ', command.Path.Skip(1).Concat(command.Options.Select(option => option.Usage)).Concat(command.Arguments.Select(argument => argument.Usage)))];
    }

    /// <summary>What the table of commands says of one: usages, and what they do.</summary>
    private IEnumerable<(string Usage, string Text)> RowsOf(CommandEntry command) =>
        from row in _reference.Section("Commands").OfType<ReferenceBlock.Table>().First().Rows
        from usage in Reference.Codes(row[0])
        where IsOf(command, usage)
        select (usage, row[1]);

    /// <summary>Whether a usage begins with the words of a command.</summary>
    private static bool IsOf(CommandEntry command, string usage) =>
        $"otrmail {usage} ".StartsWith(command.FullName + " ", StringComparison.Ordinal);

    /// <summary>Whether a topic's name is the command, its group, or one of its usages.</summary>
    private static bool IsAbout(CommandEntry command, string name) =>
        IsOf(command, name) || (command.FullName + " ").StartsWith($"otrmail {name} ", StringComparison.Ordinal);

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..].TrimEnd('.');

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..] + (text.EndsWith('.') ? "" : ".");
}
