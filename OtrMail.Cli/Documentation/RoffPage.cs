using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OtrMail.Cli.Documentation;

/// <summary>A manual page in the macros of man(7), as groff and mandoc read them; texts come in the reference's Markdown.</summary>
internal sealed partial class RoffPage
{
    private readonly StringBuilder _text = new();
    private bool _isFresh;

    /// <summary>Begins a page.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="section">Of the manual.</param>
    /// <param name="version">Of the program.</param>
    public RoffPage(string name, int section, string version)
    {
        _text.Append(".\\\" made from the command line and docs/CLI.md by: otrmail man\n");
        Line($".TH {Plain(name.ToUpperInvariant())} {section} \"\" \"otrmail {Plain(version)}\" \"OtrMail\"");
    }

    /// <summary>The page.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>A section's heading.</summary>
    public void Section(string title)
    {
        Line($".SH {Plain(title.ToUpperInvariant())}");
        _isFresh = true;
    }

    /// <summary>A heading inside a section.</summary>
    public void Subsection(string title)
    {
        Line($".SS \"{Plain(title)}\"");
        _isFresh = true;
    }

    /// <summary>The section that apropos(1) reads: a page's name and what it is about.</summary>
    public void Name(string name, string about)
    {
        Section("Name");
        Line($"{Plain(name)} \\- {Prose(about)}");
    }

    /// <summary>A paragraph.</summary>
    public void Paragraph(string markdown)
    {
        StartParagraph();
        Line(Guarded(Inline(markdown)));
    }

    /// <summary>A line of usage: options bold, what stands for something else slanted.</summary>
    public void Usage(string usage, bool isFirst)
    {
        string text = UsageWordPattern().Replace(usage, part => part.Groups["word"] is not { Success: true, Value: var word }
            ? Plain(part.Value)
            : $"\\f{(word[0] != '-' && word.Any(char.IsAsciiLetterUpper) ? 'I' : 'B')}{Plain(word)}\\fR");
        Line((isFirst ? "" : ".br\n") + Guarded(text));
    }

    /// <summary>A term and what it means.</summary>
    public void Term(string term, string markdown)
    {
        Line($".TP\n{Guarded(Inline(term))}\n{Guarded(Inline(markdown))}");
        _isFresh = false;
    }

    /// <summary>Lines that stand as they are.</summary>
    public void Code(string text)
    {
        StartParagraph();
        Line(".RS 4\n.EX");
        foreach (string line in text.Split('\n'))
            Line(Guarded(Plain(line)));
        Line(".EE\n.RE");
    }

    /// <summary>A piece of the reference.</summary>
    public void Block(ReferenceBlock block)
    {
        switch (block)
        {
            case ReferenceBlock.Heading heading:
                Subsection(heading.Text);
                break;
            case ReferenceBlock.Paragraph paragraph:
                Paragraph(paragraph.Text);
                break;
            case ReferenceBlock.Item item:
                Line($".IP \\(bu 2\n{Guarded(Inline(item.Text))}");
                _isFresh = false;
                break;
            case ReferenceBlock.Code code:
                Code(code.Text);
                break;
            case ReferenceBlock.Table table:
                Table(table);
                break;
        }
    }

    /// <summary>Pieces of the reference.</summary>
    public void Blocks(IEnumerable<ReferenceBlock> blocks)
    {
        foreach (ReferenceBlock block in blocks)
            Block(block);
    }

    private void Table(ReferenceBlock.Table table)
    {
        // the first column is what is explained, the second explains it, and a third says what it is without it
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            string more = row.Count > 2 && row[2].Length > 0 ? $". {char.ToUpperInvariant(table.Head[2][0])}{table.Head[2][1..]}: {row[2]}" : "";
            Term(BareTerm(row[0]), (row[1] + more).TrimStart('.', ' '));
        }
    }

    private static string BareTerm(string cell) => cell.Contains('`', StringComparison.Ordinal) ? cell : $"`{cell}`";

    private void StartParagraph()
    {
        if (!_isFresh)
            Line(".PP");
        _isFresh = false;
    }

    private void Line(string line) => _text.Append(CultureInfo.InvariantCulture, $"{line}\n");

    /// <summary>No line of text may look like a request.</summary>
    private static string Guarded(string text) => text.Length > 0 && text[0] is '.' or '\'' ? "\\&" + text : text.Length == 0 ? "\\&" : text;

    private static string Inline(string markdown)
    {
        var text = new StringBuilder();
        int at = 0;
        foreach (Match mark in MarkPattern().Matches(markdown))
        {
            text.Append(Prose(markdown[at..mark.Index]));
            at = mark.Index + mark.Length;
            text.Append(mark switch
            {
                _ when mark.Groups["code"].Success => $"\\fB{Plain(mark.Groups["code"].Value)}\\fR",
                _ when mark.Groups["bold"].Success => $"\\fB{Plain(mark.Groups["bold"].Value.Replace("`", "", StringComparison.Ordinal))}\\fR",
                _ when mark.Groups["slant"].Success => $"\\fI{Prose(mark.Groups["slant"].Value)}\\fR",
                _ => Prose(mark.Groups["link"].Value),
            });
        }

        return text.Append(Prose(markdown[at..])).ToString();
    }

    private static string Prose(string text) => Plain(text, hyphen: "-");

    private static string Plain(string text) => Plain(text, hyphen: "\\-");

    private static string Plain(string text, string hyphen)
    {
        var plain = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            plain.Append(rune.Value switch
            {
                '\\' => "\\e",
                '-' => hyphen,
                '\'' => "\\(aq",
                '`' => "\\(ga",
                '^' => "\\(ha",
                '~' => "\\(ti",
                '"' => "\\(dq",
                > 126 => $"\\[u{rune.Value:X4}]",
                _ => rune.ToString(),
            });
        }

        return plain.ToString();
    }

    [GeneratedRegex(@"`(?<code>[^`]+)`|\*\*(?<bold>.+?)\*\*|\*(?<slant>[^*]+)\*|\[(?<link>[^]]+)\]\([^)]+\)")]
    private static partial Regex MarkPattern();

    [GeneratedRegex(@"(?<word>[-A-Za-z][-A-Za-z.]*)|[^-A-Za-z]+")]
    private static partial Regex UsageWordPattern();
}
