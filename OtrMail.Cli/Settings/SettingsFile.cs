using System.Globalization;
using OtrMail.Cli.Terminal;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace OtrMail.Cli.Settings;

/// <summary>
/// Reads config.toml strictly: what is unknown or has a wrong value ends the command with 78, so that no setting is
/// silently without effect.
/// </summary>
internal sealed class SettingsFile
{
    /// <summary>Its name in the data directory.</summary>
    public const string FileName = "config.toml";

    private const int MaxBytes = 1 << 20;

    private readonly string _path;

    private SettingsFile(string path) => _path = path;

    /// <summary>The settings of a data directory; the defaults when it has no config.toml.</summary>
    /// <exception cref="CommandException">78, with file, line and key.</exception>
    public static UserSettings Read(string directory)
    {
        string path = Path.Combine(directory, FileName);
        try
        {
            if (!File.Exists(path))
                return new UserSettings();
            if (new FileInfo(path).Length > MaxBytes)
                throw new CommandException(ExitCode.Configuration, $"{path}: longer than {MaxBytes} bytes", "shorten it");
            return new SettingsFile(path).Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Configuration, $"{path}: cannot be read: {e.Message}", "check its mode", e);
        }
    }

    /// <summary>Puts a name into config.toml, if it has none: the file's first line, since tables may follow.</summary>
    public static void AddName(string directory, string name, CliContext context)
    {
        string path = Path.Combine(directory, FileName);
        string quoted = name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        string rest = File.Exists(path) ? File.ReadAllText(path) : "";
        OutputFile.Write(context, path, System.Text.Encoding.UTF8.GetBytes($"name = \"{quoted}\"\n{rest}"));
    }

    private UserSettings Parse(string text)
    {
        DocumentSyntax document = SyntaxParser.Parse(text, _path, validate: true);
        foreach (DiagnosticMessage message in document.Diagnostics)
        {
            if (message.Kind == DiagnosticMessageKind.Error)
                throw Wrong(message.Span, message.Message);
        }

        foreach (TableSyntaxBase table in document.Tables)
            throw Wrong(table.Span, $"unknown table '{table.Name?.ToString().Trim()}'");
        var settings = new UserSettings();
        foreach (KeyValueSyntax pair in document.KeyValues)
            settings = Take(settings, pair);
        return settings;
    }

    private UserSettings Take(UserSettings settings, KeyValueSyntax pair) => KeyOf(pair) switch
    {
        "name" => settings with { Name = Text(pair) },
        "passphrase_command" => settings with { PassphraseCommand = Text(pair) },
        "outbox" => settings with { Outbox = Text(pair) },
        "packet_limit" => settings with { PacketLimit = (int)Size(pair) },
        "lock_timeout" => settings with { LockTimeout = Seconds(pair) },
        string key => throw Wrong(pair.Span, $"unknown key '{key}'"),
    };

    private static string KeyOf(KeyValueSyntax pair) => (pair.Key?.ToString() ?? "").Trim();

    private string Text(KeyValueSyntax pair) =>
        pair.Value is StringValueSyntax { Value: { Length: > 0 } text } ? text : throw BadValue(pair, "a text in quotes");

    private long Size(KeyValueSyntax pair)
    {
        const string Wanted = "a number of bytes, or a text like \"64 MiB\", from 64 KiB to 640 MiB";
        long bytes = pair.Value switch
        {
            IntegerValueSyntax number => number.Value,
            StringValueSyntax { Value: { } text } when TryUnits(
                text, [("KiB", 1L << 10), ("MiB", 1L << 20), ("kB", 1000L), ("MB", 1_000_000L), ("B", 1L)], out long size) => size,
            _ => throw BadValue(pair, Wanted),
        };
        return bytes is >= UserSettings.LeastPacketLimit and <= UserSettings.MostPacketLimit ? bytes : throw BadValue(pair, Wanted);
    }

    private TimeSpan Seconds(KeyValueSyntax pair)
    {
        const string Wanted = "a number of seconds, or a text like \"30 s\", up to an hour";
        long seconds = pair.Value switch
        {
            IntegerValueSyntax number => number.Value,
            StringValueSyntax { Value: { } text } when TryUnits(text, [("min", 60L), ("s", 1L)], out long time) => time,
            _ => throw BadValue(pair, Wanted),
        };
        return seconds is >= 0 and <= UserSettings.MostLockTimeout ? TimeSpan.FromSeconds(seconds) : throw BadValue(pair, Wanted);
    }

    private static bool TryUnits(string text, (string Name, long Factor)[] units, out long value)
    {
        value = 0;
        foreach ((string name, long factor) in units)
        {
            if (!text.EndsWith(name, StringComparison.Ordinal))
                continue;
            if (!int.TryParse(text[..^name.Length].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int count))
                return false;
            value = count * factor;
            return true;
        }

        return false;
    }

    private CommandException BadValue(KeyValueSyntax pair, string wanted) =>
        Wrong(pair.Span, $"'{KeyOf(pair)}' must be {wanted}");

    private CommandException Wrong(SourceSpan span, string what) =>
        new(ExitCode.Configuration, $"{_path}:{span.Start.Line + 1}: {what}", "see docs/CLI.md for the settings");
}
