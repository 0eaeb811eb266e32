using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;

namespace OtrMail.Cli.Commands;

/// <summary>
/// sendmail's way of writing options (getopt(3): letters together, values with or without a blank), said in this program's way. What
/// changes nothing here is passed over; a mode of sendmail's that this is not is refused.
/// </summary>
internal static class SendmailArguments
{
    public const string Command = "sendmail";
    public const string FromHeader = "--recipients-from-header";
    public const string IgnoreDots = "--ignore-dots";
    public const string Sender = "--envelope-sender";
    public const string SenderName = "--sender-name";
    public const string List = "--list-queue";
    public const string Flush = "--send-queue";

    /// <summary>Letters without a value that change nothing here.</summary>
    private const string Ignored = "GUmnx";

    /// <summary>Letters with a value that change nothing here: delivery notices, body type, envelope ID, options, log file, hops, tag.</summary>
    private const string IgnoredWithValue = "NRBVOXhLp";

    private static readonly string[] GlobalsWithValue = ["--home"];
    private static readonly string[] OwnWithValue = ["--home", "--plain", "--account", Sender, SenderName];

    /// <summary>The arguments of a program that may have been started through a link named <c>sendmail</c>: it is that command then.</summary>
    /// <param name="program">The name it was started by.</param>
    /// <param name="arguments">Its arguments.</param>
    public static IReadOnlyList<string> Called(string program, IReadOnlyList<string> arguments) =>
        program == Command ? [Command, .. arguments] : arguments;

    /// <summary>The arguments of the program, with those of a <c>sendmail</c> among them rewritten.</summary>
    /// <exception cref="CommandException">64.</exception>
    public static IReadOnlyList<string> Rewrite(IReadOnlyList<string> arguments)
    {
        int command = 0;
        while (command < arguments.Count && arguments[command].StartsWith('-'))
            command += GlobalsWithValue.Contains(arguments[command]) ? 2 : 1;
        if (command >= arguments.Count || arguments[command] != Command)
            return arguments;
        List<string> options = [.. arguments.Take(command + 1)];
        List<string> recipients = [];
        var rest = new Queue<string>(arguments.Skip(command + 1));
        while (rest.TryDequeue(out string? word))
        {
            if (word == "--")
            {
                recipients.AddRange(rest);
                break;
            }

            if (word.StartsWith("--", StringComparison.Ordinal))
                TakeLong(word, rest, options);
            else if (word.Length > 1 && word[0] == '-')
                TakeLetters(word, rest, options);
            else
                recipients.Add(word);
        }

        return [.. options, "--", .. recipients];
    }

    /// <summary>The addresses of a recipient argument: one, or several with commas; with angle brackets or without.</summary>
    /// <exception cref="CommandException">64: it holds something else.</exception>
    public static IEnumerable<Address> AddressesOf(string argument) => argument.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(word => Invocation.AddressOf(Bare(word)));

    /// <summary>The envelope's sender as it is to be written, and as an address; empty and null for nobody; null and null for none given.</summary>
    /// <exception cref="CommandException">64: it is no address.</exception>
    public static (string? Envelope, Address? Address) SenderOf(string? argument)
    {
        if (argument is null)
            return (null, null);
        if (Bare(argument) is not { Length: > 0 } bare)
            return ("", null);
        Address address = Invocation.AddressOf(bare);
        return (address.ToQuotedString(), address);
    }

    private static string Bare(string word)
    {
        string trimmed = word.Trim();
        return trimmed.EndsWith('>') && trimmed.LastIndexOf('<') is >= 0 and int start ? trimmed[(start + 1)..^1].Trim() : trimmed;
    }

    private static void TakeLong(string word, Queue<string> rest, List<string> options)
    {
        options.Add(word);
        if (OwnWithValue.Contains(word) && rest.TryDequeue(out string? value))
            options.Add(value);
    }

    private static void TakeLetters(string word, Queue<string> rest, List<string> options)
    {
        for (int i = 1; i < word.Length; i++)
        {
            char letter = word[i];
            if (letter is 't' or 'i' or 'v' || word == "-h")
                options.Add(letter switch { 't' => FromHeader, 'i' => IgnoreDots, 'v' => "--verbose", _ => "--help" });
            else if (!Ignored.Contains(letter, StringComparison.Ordinal))
            {
                TakeValued(letter, word[(i + 1)..], word, rest, options);
                return;
            }
        }
    }

    private static void TakeValued(char letter, string attached, string word, Queue<string> rest, List<string> options)
    {
        // -q has its interval attached or not at all
        if (letter == 'q')
        {
            options.Add(Flush);
            return;
        }

        if (letter is not ('f' or 'r' or 'F' or 'b' or 'o') && !IgnoredWithValue.Contains(letter, StringComparison.Ordinal))
            throw new CommandException(ExitCode.Usage, $"unknown option '{word}'", "see otrmail sendmail --help");
        string value = attached.Length > 0 ? attached
            : rest.TryDequeue(out string? next) ? next : throw new CommandException(ExitCode.Usage, $"'{word}' needs a value", "see otrmail sendmail --help");
        switch (letter)
        {
            case 'f' or 'r':
                options.Add($"{Sender}={(value.Length == 0 ? "<>" : value)}");
                break;
            case 'F':
                options.Add($"{SenderName}={(value.Length == 0 ? " " : value)}");
                break;
            case 'o' when value == "i":
                options.Add(IgnoreDots);
                break;
            case 'b' when value == "p":
                options.Add(List);
                break;
            case 'b' when value != "m":
                throw new CommandException(ExitCode.Usage, $"'-b{value}' is a mode of sendmail that otrmail has not", "it takes a mail (-bm), or lists the queue (-bp)");
        }
    }
}
