using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Serialization.Metadata;
using OtrMail.Cli.Settings;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Storage;
using OtrMail.Core.Streams;

namespace OtrMail.Cli.Commands;

/// <summary>One run of a command: what was typed, and what is around it.</summary>
internal sealed class Invocation(CliContext context, ParseResult result, GlobalOptions globals)
{
    private UserSettings? _settings;

    /// <summary>What is around it.</summary>
    public CliContext Context => context;

    /// <summary>Where people are told.</summary>
    public Report Report { get; } =
        new(context, result.GetValue(globals.Quiet), result.GetValue(globals.Verbose));

    /// <summary>The data directory.</summary>
    public string HomeDirectory { get; } = Directories.Home(context, result.GetValue(globals.Home));

    /// <summary>The settings in it.</summary>
    public UserSettings Settings => _settings ??= SettingsFile.Read(HomeDirectory);

    /// <summary>Where the store is.</summary>
    public StoreOptions StoreOptions => new()
    {
        Directory = HomeDirectory,
        StateDirectory = Directories.State(context),
        LockTimeout = Settings.LockTimeout,
    };

    /// <summary>The same for a vault that gets a passphrase: what a guess at it costs is measured now.</summary>
    public StoreOptions StoreOptionsForNewPassphrase => new()
    {
        Directory = HomeDirectory,
        StateDirectory = Directories.State(context),
        LockTimeout = Settings.LockTimeout,
        Cost = context.Cost ?? CostCalibration.Measure(context.Clock),
    };

    /// <summary>Where mails go that are too long for memory: a sealed file without a name, beside the store.</summary>
    public SpoolOptions Spool => new(HomeDirectory) { Random = context.Random };

    /// <summary>The value of an option.</summary>
    public T? Get<T>(Option<T> option) => result.GetValue(option);

    /// <summary>The value of an argument.</summary>
    public T? Get<T>(Argument<T> argument) => result.GetValue(argument);

    /// <summary>What was typed for an option that may be repeated: the parser would make the list by reflection.</summary>
    public string[] GetAll(Option<string[]> option) => Texts(result.GetResult(option)?.Tokens);

    /// <summary>What was typed for an argument that may be repeated.</summary>
    public string[] GetAll(Argument<string[]> argument) => Texts(result.GetResult(argument)?.Tokens);

    /// <summary>The value of an address argument.</summary>
    /// <exception cref="CommandException">64: it is none.</exception>
    public Address GetAddress(Argument<string> argument) => AddressOf(result.GetValue(argument)!);

    /// <summary>An address that was typed.</summary>
    /// <exception cref="CommandException">64: it is none.</exception>
    public static Address AddressOf(string text) => Address.TryParse(text, out Address? address)
        ? address
        : throw new CommandException(ExitCode.Usage, $"'{text}' is not a mail address", "give it as NAME@DOMAIN");

    /// <summary>Opens the store, asking for its passphrase if it has one.</summary>
    public Home OpenHome() => Home.Open(this);

    /// <summary>Writes text for stdout.</summary>
    public void Write(string text) => OutputFile.Write(context, null, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Writes text with colours for stdout; what comes from others in it was made printable before.</summary>
    public void WritePainted(string text) => OutputFile.Write(context, "-", System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Writes JSON for stdout.</summary>
    public void WriteJson<T>(T value, JsonTypeInfo<T> type) => OutputFile.Write(context, null, Json.Bytes(value, type));

    private static string[] Texts(IReadOnlyList<Token>? tokens) => tokens is null ? [] : [.. tokens.Select(token => token.Value)];
}
