using System.Runtime.InteropServices;
using OtrMail.Cli.Chat;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Im;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail im</c>: one conversation of instant messages, in lines of JSON for a chat client or script.</summary>
internal sealed class ImCommand : CliCommand
{
    private readonly ImOptionSet _options = new();

    public ImCommand()
        : base("im", "Off-the-record instant messaging: a conversation in lines of JSON", "otrmail im --account alice@irc.example --peer bob")
    {
        SetAction(_ => 0); // unlike a group, it is a command itself
        _options.AddTo(this);
        Add(new ImIrcCommand());
        Add(new ImKeyCommand());
        Add(new ImPeersCommand());
        Add(new ImVerifyCommand());
        Add(new ImForgetCommand());
    }

    public override ExitCode Run(Invocation run)
    {
        string accountName = ImNames.Account(run, _options.Account);
        string peer = ImNames.Peer(run, _options.Peer);
        ImOptions options = _options.Read(run);
        using Home home = run.OpenHome();
        ImKeyring keys = home.Keyring;
        using ImAccount account = ImNames.Open(run, keys, accountName);
        using var context = new ImContext(account, peer, keys, options);
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using Stream input = run.Context.OpenInput();
        var lines = new Handoff<InputLine>();
        LineReader.Start(input, Conversation.LineBytes, lines.Put);
        new Conversation(context, lines, run.Context.Output, run.Context.Clock).Run(stop.Token);
        return ExitCode.Ok;
    }
}
