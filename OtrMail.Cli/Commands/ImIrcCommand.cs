using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using OtrMail.Cli.Irc;
using OtrMail.Cli.Settings;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Im;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail im irc</c>: a local proxy that puts OTR under the private messages of any IRC client.</summary>
internal sealed class ImIrcCommand : CliCommand
{
    private const int MostPort = 65_535;

    private readonly Argument<string?> _network = new("NETWORK") { Arity = ArgumentArity.ZeroOrOne, Description = "A table [irc.NETWORK] of config.toml; not needed when there is one only" };
    private readonly Option<string?> _server = new("--server") { HelpName = "HOST[:PORT]", Description = "The server, instead of one in config.toml (port: 6697, or 6667 with --plain)" };
    private readonly Option<bool> _plain = new("--plain") { Description = "Connect to the server without TLS" };
    private readonly Option<string?> _certificate = new("--certificate") { HelpName = "HEX", Description = "SHA-256 of the server's certificate: this one and no other is taken" };
    private readonly Option<int?> _listen = new("--listen") { HelpName = "PORT", Description = "Port on 127.0.0.1 for your client (default: 6667; 0: any that is free)" };
    private readonly Option<string?> _account = new("--account") { HelpName = "NAME", Description = "Whose key is used (default: one key for each network)" };
    private readonly Option<string?> _policy = new("--policy") { HelpName = "POLICY", Description = "never, manual, opportunistic (the default) or always" };

    public ImIrcCommand()
        : base("irc", "A local proxy for any IRC client: private messages between two nicks are off the record", "otrmail im irc --server irc.example.org --listen 6667")
    {
        Add(_network);
        Add(_server);
        Add(_plain);
        Add(_certificate);
        Add(_listen);
        Add(_account);
        Add(_policy);
    }

    public override ExitCode Run(Invocation run)
    {
        IrcSettings settings = Settings(run);
        ImPolicy policy = ImOptionSet.PolicyOf(settings.Policy);
        using Home home = run.OpenHome();
        ImKeyring keys = home.Keyring;
        using ImAccount account = ImNames.Open(run, keys, settings.Account ?? settings.Name);
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        var options = new ImOptions { Policy = policy, Clock = run.Context.Clock, Random = run.Context.Random };
        new IrcProxy(account, keys, options, settings, run.Report).Run(stop.Token);
        return ExitCode.Ok;
    }

    private IrcSettings Settings(Invocation run)
    {
        IrcSettings settings = run.Get(_server) is { } server ? OfServer(server, run) : OfTable(run);
        settings = settings with
        {
            IsPlain = settings.IsPlain || run.Get(_plain),
            Listen = run.Get(_listen) ?? settings.Listen,
            Account = run.Get(_account) is null ? settings.Account : ImNames.Account(run, _account),
            Policy = run.Get(_policy) ?? settings.Policy,
        };
        if (run.Get(_certificate) is { } typed)
        {
            string digits = typed.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
            if (digits.Length != 64 || !digits.All(char.IsAsciiHexDigitLower))
                throw new CommandException(ExitCode.Usage, "--certificate needs the SHA-256 fingerprint of a certificate", "it has 64 hexadecimal digits");
            settings = settings with { Certificate = digits };
        }

        if (settings is { IsPlain: true, Certificate: not null })
            throw new CommandException(ExitCode.Usage, "a certificate needs TLS: leave --plain away");
        return settings.Listen is >= 0 and <= MostPort ? settings
            : throw new CommandException(ExitCode.Usage, $"--listen {settings.Listen}: ports go from 0 to {MostPort}");
    }

    private IrcSettings OfServer(string server, Invocation run)
    {
        if (run.Get(_network) is not null)
            throw new CommandException(ExitCode.Usage, "give a NETWORK of config.toml or --server, not both");
        int colon = server.LastIndexOf(':');
        bool hasPort = colon > 0 && server.IndexOf(':', StringComparison.Ordinal) == colon || server.Contains("]:", StringComparison.Ordinal);
        string host = (hasPort ? server[..colon] : server).Trim('[', ']');
        int port = 0;
        if (host.Length == 0 || (hasPort && (!int.TryParse(server[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > MostPort)))
            throw new CommandException(ExitCode.Usage, $"'{server}' is no server", "give HOST or HOST:PORT");
        return new IrcSettings { Name = host, Host = host, Port = port };
    }

    private IrcSettings OfTable(Invocation run)
    {
        IReadOnlyList<IrcSettings> known = run.Settings.IrcNetworks;
        string? name = run.Get(_network);
        IrcSettings? found = name is null ? (known.Count == 1 ? known[0] : null) : known.FirstOrDefault(one => one.Name == name);
        return found ?? throw new CommandException(
            ExitCode.Usage,
            name is not null ? $"config.toml has no [irc.{name}]" : known.Count == 0 ? "no server was given" : "config.toml has several networks",
            "give --server HOST[:PORT], or a NETWORK of config.toml");
    }
}
