using OtrMail.Core.Im;

namespace OtrMail.Cli.Irc;

/// <summary>
/// What stands between one client and its server: lines in, lines out. Messages between two nicks go through a conversation of OTR;
/// everything else passes as it is. It knows no sockets and no threads.
/// </summary>
internal sealed class IrcBridge : IDisposable
{
    private const char Ctcp = '\u0001';
    private const string ActionStart = "\u0001ACTION ";
    private const string ActionText = "/me ";
    private const string TagStart = " \t  \t\t\t\t \t \t \t  ";

    private readonly IrcConversations _conversations;
    private readonly IrcControl _control;
    private readonly IrcNames _names = new();
    private readonly TimeProvider _clock;
    private readonly List<IrcOutput> _out = [];
    private string _own = "";
    private bool _isWelcome;

    public IrcBridge(ImAccount account, ImKeyring keys, ImOptions options)
    {
        _clock = options.Clock;
        _conversations = new IrcConversations(account, keys, options, _names);
        _control = new IrcControl(account, _conversations, Tell);
    }

    /// <summary>When <see cref="Tick"/> has something to do.</summary>
    public DateTimeOffset? NextTick => _conversations.All.Min(one => one.Context.NextTick);

    /// <summary>A line of the client's.</summary>
    public IReadOnlyList<IrcOutput> FromClient(byte[] raw)
    {
        _out.Clear();
        switch (IrcLine.TryParse(raw))
        {
            case null:
                break;
            case { Command: "PRIVMSG" } line when line.Parameters.Count >= 2:
                Say(line);
                break;
            case { Command: "NOTICE" } line when IsPseudo(line[0]):
                break;
            case { Command: "NICK" } line when !_isWelcome:
                _own = line[0];
                Pass(toServer: true, line);
                break;
            case { Command: "CAP" } line when line.Parameters.Count >= 2:
                Capability(line);
                break;
            case { Command: "QUIT" } line:
                EndAll();
                Pass(toServer: true, line);
                break;
            case var line:
                Pass(toServer: true, line);
                break;
        }

        return [.. _out];
    }

    /// <summary>A line of the server's.</summary>
    public IReadOnlyList<IrcOutput> FromServer(byte[] raw)
    {
        _out.Clear();
        switch (IrcLine.TryParse(raw))
        {
            case null:
                break;
            case { Command: "PRIVMSG" } line when line.Parameters.Count >= 2 && IsOwn(line[0]) && _names.IsPerson(line.Nick) && !IsOwn(line.Nick):
                Hear(line);
                break;
            case { Command: "NICK" } line:
                Rename(line);
                break;
            case { Command: "001" } line:
                _own = line[0];
                _isWelcome = true;
                Pass(toServer: false, line);
                break;
            case { Command: "005" } line:
                _names.Learn(line);
                Pass(toServer: false, line);
                break;
            case { Command: "CAP" } line when line.Parameters.Count >= 3 && line[1] is "LS" or "NEW":
                OfferCapabilities(line);
                break;
            case var line:
                Pass(toServer: false, line);
                break;
        }

        return [.. _out];
    }

    /// <summary>What the clock asks for.</summary>
    public IReadOnlyList<IrcOutput> Tick()
    {
        _out.Clear();
        foreach (IrcConversation one in _conversations.All.Where(one => one.Context.NextTick <= _clock.GetUtcNow()).ToList())
            Emit(one, one.Context.Tick(), null, null);
        return [.. _out];
    }

    /// <summary>Ends all private conversations, so that the peers know: the client is about to go.</summary>
    public IReadOnlyList<IrcOutput> End()
    {
        _out.Clear();
        EndAll();
        return [.. _out];
    }

    /// <summary>Wipes all keys.</summary>
    public void Dispose() => _conversations.Dispose();

    private void EndAll()
    {
        foreach (IrcConversation one in _conversations.All.ToList())
            Emit(one, one.Context.End(), null, null);
    }

    private void Say(IrcLine line)
    {
        string[] targets = line[0].Split(',');
        foreach (string target in targets)
        {
            IrcLine single = targets.Length == 1 ? line : IrcLine.TryParse(IrcLine.Bytes($"{(line.Tags.Length > 0 ? line.Tags + " " : "")}PRIVMSG {target} :{line[1]}"))!;
            if (IsPseudo(target))
                Control(IrcLine.TextOf(line[1]));
            else if (_names.IsPerson(target) && !IsOwn(target))
                Say(target, single);
            else
                Pass(toServer: true, single);
        }
    }

    private void Say(string target, IrcLine line)
    {
        string text = IrcLine.TextOf(line[1]);
        bool isAction = text.StartsWith(ActionStart, StringComparison.Ordinal);
        IrcConversation? one = _conversations.Find(target);
        if (text.StartsWith(Ctcp) && !(isAction && (one?.Context.State ?? ImState.Plaintext) != ImState.Plaintext) && !(isAction && _conversations.IsEncryptionRequired))
        {
            Pass(toServer: true, line);
            return;
        }

        if (isAction)
            text = ActionText + text[ActionStart.Length..].TrimEnd(Ctcp);
        one ??= _conversations.Open(target, _own);
        if (one is null)
            Tell($"too many private conversations: nothing was sent to {target}");
        else
            Emit(one, one.Context.Send(text), text, line);
    }

    private void Hear(IrcLine line)
    {
        string text = IrcLine.TextOf(line[1]);
        bool isCtcp = text.StartsWith(Ctcp) && !text.StartsWith(ActionStart, StringComparison.Ordinal);
        IrcConversation? one = _conversations.Find(line.Nick);
        if (one is null && (text.StartsWith("?OTR", StringComparison.Ordinal) || text.Contains(TagStart, StringComparison.Ordinal)))
            one = _conversations.Open(line.Nick, _own);
        if (one is null || isCtcp)
            Pass(toServer: false, line);
        else
            Emit(one, one.Context.Receive(text), text, line);
    }

    private void Control(string command)
    {
        if (_control.Run(command, _own) is { } done)
            Emit(done.With, done.Result, null, null);
    }

    /// <summary>Puts out what a conversation answered.</summary>
    /// <param name="one">The conversation.</param>
    /// <param name="result">Its answer.</param>
    /// <param name="text">What went in.</param>
    /// <param name="line">The line that this stood on; it passes as it came where nothing has changed.</param>
    private void Emit(IrcConversation one, ImResult result, string? text, IrcLine? line)
    {
        foreach (ImOutput output in result.Outputs)
        {
            switch (output)
            {
                case ImWire wire when line is not null && (wire.Text == text || (!IsOtr(wire.Text) && !Fits(one, wire.Text))):
                    Pass(toServer: true, line);
                    break;
                case ImWire wire:
                    string message = IrcLine.ParameterOf(wire.Text.ReplaceLineEndings(" "));
                    _out.Add(new IrcOutput(ToServer: true, IrcLine.Bytes($"PRIVMSG {one.Nick} :{message}"), IsPaced: true));
                    break;
                case ImHeard { IsEncrypted: false } heard when heard.Text == text && line is not null:
                    Pass(toServer: false, line);
                    break;
                case ImHeard heard:
                    Show(one, heard, line);
                    break;
                case ImEvent told when IrcWords.Of(told, one.Nick) is { } words:
                    Tell(words);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>
    /// What the peer said, as if it had come so: a line for each line, cut where clients would not take more. What came encrypted
    /// cannot make the client do anything (CTCP): only /me means something.
    /// </summary>
    private void Show(IrcConversation one, ImHeard heard, IrcLine? line)
    {
        string prefix = line is null ? one.Nick : line.Prefix;
        string tags = line is { Tags.Length: > 0 } ? line.Tags + " " : "";
        foreach (string said in heard.Text.Replace('\0', '\uFFFD').ReplaceLineEndings("\n").Split('\n').Where(said => said.Length > 0))
        {
            bool isAction = said.StartsWith(ActionText, StringComparison.Ordinal);
            string clean = heard.IsEncrypted || !said.StartsWith(ActionStart, StringComparison.Ordinal) ? said.Replace(Ctcp, '\uFFFD') : said;
            foreach (string piece in IrcPieces.Of(isAction ? clean[ActionText.Length..] : clean))
            {
                string parameter = IrcLine.ParameterOf(isAction ? $"{ActionStart}{piece}{Ctcp}" : piece);
                _out.Add(new IrcOutput(ToServer: false, IrcLine.Bytes($"{tags}:{prefix} PRIVMSG {_own} :{parameter}"), IsPaced: false));
            }
        }
    }

    private void Rename(IrcLine line)
    {
        if (IsOwn(line.Nick))
            _own = line[0];
        else if (_conversations.Rename(line.Nick, line[0]))
            Tell($"{line.Nick} is called {line[0]} now; the conversation goes on with the same person");
        Pass(toServer: false, line);
    }

    /// <summary>Own messages that come back would be ciphertext: that extension is not asked for.</summary>
    private void Capability(IrcLine line)
    {
        string asked = line.Parameters[^1];
        if (!line[0].Equals("REQ", StringComparison.OrdinalIgnoreCase) || !Unwanted(asked))
        {
            Pass(toServer: true, line);
            return;
        }

        string rest = Wanted(asked);
        if (rest.Length > 0)
            _out.Add(new IrcOutput(ToServer: true, IrcLine.Bytes($"CAP REQ :{rest}"), IsPaced: false));
        else
            _out.Add(new IrcOutput(ToServer: false, IrcLine.Bytes($":{IrcControl.Host} CAP * NAK :{asked}"), IsPaced: false));
    }

    private void OfferCapabilities(IrcLine line)
    {
        if (!Unwanted(line.Parameters[^1]))
            Pass(toServer: false, line);
        else
            _out.Add(new IrcOutput(ToServer: false, IrcLine.Bytes($":{line.Prefix} CAP {string.Join(' ', line.Parameters.SkipLast(1))} :{Wanted(line.Parameters[^1])}"), IsPaced: false));
    }

    private static bool Unwanted(string capabilities) => capabilities.Split(' ').Any(IsUnwanted);

    private static string Wanted(string capabilities) => string.Join(' ', capabilities.Split(' ').Where(name => name.Length > 0 && !IsUnwanted(name)));

    private static bool IsUnwanted(string capability) => capability.Split('=')[0].TrimStart('-') is "echo-message" or "draft/multiline";

    private void Tell(string words)
    {
        string to = _own.Length > 0 ? _own : "*";
        foreach (string piece in IrcPieces.Of(Terminal.Printable.Of(words)))
            _out.Add(new IrcOutput(ToServer: false, IrcLine.Bytes($":{IrcControl.Nick}!otr@{IrcControl.Host} NOTICE {to} :{IrcLine.ParameterOf(piece)}"), IsPaced: false));
    }

    private void Pass(bool toServer, IrcLine line) => _out.Add(new IrcOutput(toServer, line.Raw, IsPaced: false));

    private bool IsOwn(string nick) => _names.Fold(nick) == _names.Fold(_own);

    private bool IsPseudo(string target) => _names.Fold(target) == IrcControl.Nick;

    private static bool IsOtr(string text) => text.StartsWith("?OTR", StringComparison.Ordinal);

    private static bool Fits(IrcConversation one, string text) => IrcLine.ParameterOf(text).Length <= one.RoomBytes;
}
