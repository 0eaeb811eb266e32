using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Im;

namespace OtrMail.Cli.Commands;

/// <summary>The options of a conversation.</summary>
internal sealed class ImOptionSet
{
    private readonly Option<string?> _policy = new("--policy")
    {
        HelpName = "POLICY",
        Description = "never, manual (when somebody asks), opportunistic (when both can; the default) or always (nothing in the clear)",
    };

    private readonly Option<int> _maxMessage = new("--max-message")
    {
        HelpName = "N",
        Description = "Longest message of the network, in characters; longer ones go out in fragments (default: no limit)",
    };

    private readonly Option<int?> _inactivity = new("--inactivity")
    {
        HelpName = "SECONDS",
        Description = "End a private conversation in which nobody has said anything for so long (default: four hours)",
    };

    private readonly Option<int?> _heartbeat = new("--heartbeat")
    {
        HelpName = "SECONDS",
        Description = "Answer with an empty message after so long without own words, so that keys can be forgotten (default: 60)",
    };

    public Option<string?> Account { get; } = new("--account") { HelpName = "NAME", Description = "Your own name in the network: it has a key of its own" };

    public Option<string?> Peer { get; } = new("--peer") { HelpName = "NAME", Description = "Whom you talk with" };

    public void AddTo(CliCommand command)
    {
        command.Add(Account);
        command.Add(Peer);
        command.Add(_policy);
        command.Add(_maxMessage);
        command.Add(_inactivity);
        command.Add(_heartbeat);
    }

    /// <summary>What conversations work with.</summary>
    /// <exception cref="CommandException">64.</exception>
    public ImOptions Read(Invocation run)
    {
        int most = run.Get(_maxMessage);
        if (most is not 0 and < ImLimits.SmallestMaxMessage)
            throw new CommandException(ExitCode.Usage, $"--max-message {most}: no message fits", $"give {ImLimits.SmallestMaxMessage} or more, or 0 for no limit");
        ImOptions options = new()
        {
            Policy = PolicyOf(run.Get(_policy)),
            MaxMessage = most,
            Clock = run.Context.Clock,
            Random = run.Context.Random,
        };
        if (Seconds(run, _inactivity) is { } inactivity)
            options = options with { Inactivity = inactivity };
        return Seconds(run, _heartbeat) is { } heartbeat ? options with { Heartbeat = heartbeat } : options;
    }

    /// <summary>The policy of this name; the default without one.</summary>
    /// <exception cref="CommandException">64: there is none.</exception>
    public static ImPolicy PolicyOf(string? name) => name is null ? ImPolicy.Opportunistic
        : ImPolicy.TryParse(name, out ImPolicy? policy) ? policy
        : throw new CommandException(ExitCode.Usage, $"unknown policy '{name}'", "it is never, manual, opportunistic or always");

    private static TimeSpan? Seconds(Invocation run, Option<int?> option) => run.Get(option) switch
    {
        null => null,
        < 1 => throw new CommandException(ExitCode.Usage, $"{option.Name} needs a number of seconds above 0"),
        { } seconds => TimeSpan.FromSeconds(seconds),
    };
}
