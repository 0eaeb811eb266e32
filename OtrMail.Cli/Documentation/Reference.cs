using System.Text;
using System.Text.RegularExpressions;

namespace OtrMail.Cli.Documentation;

/// <summary>
/// docs/CLI.md, which is a part of the program, as the source of its manual pages. It reads the Markdown that is used there:
/// headings, paragraphs, lists, indented code, tables.
/// </summary>
internal sealed partial class Reference
{
    private const string ResourceName = "CLI.md";

    private Reference(IReadOnlyList<ReferenceBlock> blocks) => Blocks = blocks;

    /// <summary>All of it.</summary>
    public IReadOnlyList<ReferenceBlock> Blocks { get; }

    /// <summary>The one that this program was built with.</summary>
    public static Reference OfProgram()
    {
        using Stream stream = typeof(Reference).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException("the program was built without its reference");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>Takes a text apart.</summary>
    public static Reference Parse(string text)
    {
        List<ReferenceBlock> blocks = [];
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length;)
        {
            if (lines[i].Length == 0)
                i++;
            else
                blocks.Add(Next(lines, ref i));
        }

        return new Reference(blocks);
    }

    /// <summary>What stands between a heading and the next one that is not below it.</summary>
    /// <exception cref="ArgumentException">There is no such heading.</exception>
    public IReadOnlyList<ReferenceBlock> Section(string heading)
    {
        int start = Blocks.ToList().FindIndex(block => block is ReferenceBlock.Heading { Text: var text } && text == heading);
        if (start < 0)
            throw new ArgumentException($"docs/CLI.md has no section '{heading}'");
        int level = ((ReferenceBlock.Heading)Blocks[start]).Level;
        return [.. Blocks.Skip(start + 1).TakeWhile(block => block is not ReferenceBlock.Heading next || next.Level > level)];
    }

    /// <summary>What stands before the first section.</summary>
    public IReadOnlyList<ReferenceBlock> Introduction =>
        [.. Blocks.SkipWhile(block => block is ReferenceBlock.Heading { Level: 1 }).TakeWhile(block => block is not ReferenceBlock.Heading)];

    /// <summary>
    /// A section's topics: each begins with a paragraph whose first words are bold, and names the commands that it is about in
    /// bold, or in brackets behind its first words.
    /// </summary>
    public IReadOnlyList<ReferenceTopic> Topics(string heading)
    {
        List<ReferenceTopic> topics = [];
        foreach (ReferenceBlock block in Section(heading))
        {
            if (block is ReferenceBlock.Paragraph { Text: var text } && text.StartsWith("**", StringComparison.Ordinal))
                topics.Add(new ReferenceTopic([.. BoldPattern().Matches(text).SelectMany(bold => Codes(bold.Value))], [block]));
            else if (topics.Count > 0)
                topics[^1] = topics[^1] with { Blocks = [.. topics[^1].Blocks, block] };
        }

        return topics;
    }

    /// <summary>The words in a text that are marked as code.</summary>
    public static IEnumerable<string> Codes(string text) => CodePattern().Matches(text).Select(code => code.Groups[1].Value);

    private static ReferenceBlock Next(string[] lines, ref int i)
    {
        string line = lines[i];
        if (line[0] == '#')
        {
            i++;
            int level = line.TakeWhile(c => c == '#').Count();
            return new ReferenceBlock.Heading(level, line[level..].Trim());
        }

        if (line[0] == '|')
            return Table(Take(lines, ref i, next => next.StartsWith('|')));
        if (line.StartsWith("    ", StringComparison.Ordinal))
        {
            List<string> code = Take(lines, ref i, next => next.StartsWith("    ", StringComparison.Ordinal) || (next.Length == 0));
            return new ReferenceBlock.Code(string.Join('\n', code.Select(one => one.Length == 0 ? one : one[4..])).TrimEnd('\n'));
        }

        if (!line.StartsWith("- ", StringComparison.Ordinal))
            return new ReferenceBlock.Paragraph(string.Join(' ', Take(lines, ref i, next => next.Length > 0 && next[0] is not ('|' or '#'))));
        i++;
        List<string> more = Take(lines, ref i, next => next.StartsWith("  ", StringComparison.Ordinal));
        return new ReferenceBlock.Item(string.Join(' ', more.Select(one => one.Trim()).Prepend(line[2..])));
    }

    private static List<string> Take(string[] lines, ref int i, Func<string, bool> belongs)
    {
        List<string> taken = [];
        while (i < lines.Length && belongs(lines[i]))
            taken.Add(lines[i++]);
        return taken;
    }

    private static ReferenceBlock.Table Table(List<string> lines)
    {
        IReadOnlyList<string>[] rows = [.. lines.Select(line => (IReadOnlyList<string>)[.. BarPattern().Split(line.Trim().Trim('|'))
            .Select(cell => cell.Trim().Replace("\\|", "|", StringComparison.Ordinal))])];
        return new ReferenceBlock.Table(rows[0], [.. rows.Skip(2)]);
    }

    [GeneratedRegex(@"\*\*.+?\*\*(?: \([^)]*\))?")]
    private static partial Regex BoldPattern();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex BarPattern();
}
