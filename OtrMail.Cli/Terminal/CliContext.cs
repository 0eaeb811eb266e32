using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Cli.Terminal;

/// <summary>Everything around a command that is not its arguments, so that tests can put their own in its place.</summary>
internal sealed class CliContext
{
    /// <summary>The clock of all that is dated.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The source of all secret randomness.</summary>
    public required IRandomSource Random { get; init; }

    /// <summary>Reads an environment variable.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>Standard input.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Standard output: data only.</summary>
    public required Stream Output { get; init; }

    /// <summary>Standard error: everything for people.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether the command is all that this process does.</summary>
    public bool IsOwnProcess { get; init; }

    /// <summary>Whether a person sees standard output.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>Whether a person sees standard error.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Whether a person is at standard input.</summary>
    public bool IsInputTerminal { get; init; }

    /// <summary>Asks that person.</summary>
    public required IPrompt Prompt { get; init; }

    /// <summary>Remembers the vault key of an unlocked data directory.</summary>
    public IKeyring Keyring { get; init; } = new KernelKeyring();

    /// <summary>Size of RSA keys to be made.</summary>
    public int RsaBits { get; init; } = OwnKeys.DefaultRsaBits;

    /// <summary>What a guess at a new passphrase is to cost; null measures the machine.</summary>
    public PassphraseCost? Cost { get; init; }

    /// <summary>The surroundings of this process.</summary>
    public static CliContext OfProcess() => new()
    {
        Clock = TimeProvider.System,
        Random = SystemRandomSource.Instance,
        Environment = System.Environment.GetEnvironmentVariable,
        OpenInput = () =>
        {
            StandardDescriptors.Check(0);
            return Console.OpenStandardInput();
        },
        Output = new StandardOutput(1),
        Error = new StreamWriter(new StandardOutput(2), new UTF8Encoding(false)),
        IsOutputTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
        IsInputTerminal = !Console.IsInputRedirected,
        Prompt = new ControllingTerminal(),
        IsOwnProcess = true,
    };
}
