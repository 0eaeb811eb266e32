using OtrMail.Cli.Terminal;
using Tomlyn.Syntax;

namespace OtrMail.Cli.Settings;

/// <summary>Reads the values of config.toml; each mistake is told with file, line and key (78).</summary>
/// <param name="path">The file, for mistakes.</param>
internal sealed class SettingsValue(string path)
{
    private const int MaxDays = 36_500;

    /// <summary>The key of a pair.</summary>
    public static string KeyOf(KeyValueSyntax pair) => pair.Key is null ? "" : string.Join('.', NamesOf(pair.Key));

    /// <summary>The parts of a dotted name, quotes taken off.</summary>
    public static string[] NamesOf(KeySyntax key) =>
        [NameOf(key.Key), .. key.DotKeys.Select(dotted => NameOf(dotted.Key))];

    /// <summary>A text that is not empty.</summary>
    public string Text(KeyValueSyntax pair) =>
        pair.Value is StringValueSyntax { Value: { Length: > 0 } text } ? text : throw BadValue(pair, "a text in quotes");

    /// <summary>true or false.</summary>
    public bool Flag(KeyValueSyntax pair) =>
        pair.Value is BooleanValueSyntax flag ? flag.Value : throw BadValue(pair, "true or false");

    /// <summary>A whole number.</summary>
    public int Number(KeyValueSyntax pair, int least, int most) =>
        pair.Value is IntegerValueSyntax { Value: var number } && number >= least && number <= most
            ? (int)number
            : throw BadValue(pair, $"a number from {least} to {most}");

    /// <summary>A list of texts, or one text.</summary>
    public IReadOnlyList<string> Texts(KeyValueSyntax pair)
    {
        const string Wanted = "a list of texts in quotes, like [\"a\", \"b\"]";
        if (pair.Value is StringValueSyntax)
            return [Text(pair)];
        if (pair.Value is not ArraySyntax array)
            throw BadValue(pair, Wanted);
        List<string> texts = [];
        foreach (ArrayItemSyntax item in array.Items)
            texts.Add(item.Value is StringValueSyntax { Value: { Length: > 0 } text } ? text : throw BadValue(pair, Wanted));
        return texts.Count > 0 ? texts : throw BadValue(pair, Wanted);
    }

    /// <summary>One of a few words.</summary>
    public T Word<T>(KeyValueSyntax pair, params (string Word, T Value)[] words)
    {
        foreach ((string word, T value) in words)
        {
            if (pair.Value is StringValueSyntax text && text.Value == word)
                return value;
        }

        throw BadValue(pair, string.Join(" or ", words.Select(one => $"\"{one.Word}\"")));
    }

    /// <summary>A number of bytes.</summary>
    public long Size(KeyValueSyntax pair, long least, long most, string range)
    {
        string wanted = $"a number of bytes, or a text like \"64 MiB\", {range}";
        long bytes = pair.Value switch
        {
            IntegerValueSyntax number => number.Value,
            StringValueSyntax { Value: { } text } when Units.TryParse(
                text, [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("GB", 1_000_000_000L), ("kB", 1000L), ("MB", 1_000_000L), ("B", 1L)], out long size) => size,
            _ => throw BadValue(pair, wanted),
        };
        return bytes >= least && bytes <= most ? bytes : throw BadValue(pair, wanted);
    }

    /// <summary>A time.</summary>
    public TimeSpan Seconds(KeyValueSyntax pair, int most, string range)
    {
        string wanted = $"a number of seconds, or a text like \"30 s\", {range}";
        long seconds = pair.Value switch
        {
            IntegerValueSyntax number => number.Value,
            StringValueSyntax { Value: { } text } when Units.TryParse(text, [("min", 60L), ("s", 1L)], out long time) => time,
            _ => throw BadValue(pair, wanted),
        };
        return seconds >= 0 && seconds <= most ? TimeSpan.FromSeconds(seconds) : throw BadValue(pair, wanted);
    }

    /// <summary>How long something is kept.</summary>
    public ArchiveSetting Archive(KeyValueSyntax pair)
    {
        const string Wanted = "\"keep\", \"off\", or a number of days like 90 or \"90 days\"";
        long days = pair.Value switch
        {
            StringValueSyntax { Value: "keep" } => -1,
            StringValueSyntax { Value: "off" } => 0,
            IntegerValueSyntax number => number.Value,
            StringValueSyntax { Value: { } text } when Units.TryParse(text, [("days", 1L), ("day", 1L), ("d", 1L)], out long count) => count,
            _ => throw BadValue(pair, Wanted),
        };
        if (pair.Value is IntegerValueSyntax && days < 0 || days > MaxDays)
            throw BadValue(pair, Wanted);
        return new ArchiveSetting(IsOn: days != 0, Days: days < 0 ? null : (int)days);
    }

    /// <summary>The mistake of a value.</summary>
    public CommandException BadValue(KeyValueSyntax pair, string wanted) =>
        Wrong(pair.Span, $"'{KeyOf(pair)}' must be {wanted}");

    /// <summary>A mistake at a place of the file.</summary>
    public CommandException Wrong(SourceSpan span, string what) =>
        new(ExitCode.Configuration, $"{path}:{span.Start.Line + 1}: {what}", "the settings are in man otrmail-config, and in docs/CLI.md");

    private static string NameOf(BareKeyOrStringValueSyntax? name) => name switch
    {
        StringValueSyntax text => text.Value ?? "",
        BareKeySyntax bare => bare.Key?.Text ?? "",
        _ => "",
    };
}
