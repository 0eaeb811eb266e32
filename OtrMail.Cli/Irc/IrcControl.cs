using OtrMail.Core.Im;

namespace OtrMail.Cli.Irc;

/// <summary>What the user says to the pseudo nick: commands.</summary>
/// <param name="account">The own side.</param>
/// <param name="conversations">What they are about.</param>
/// <param name="tell">Answers the user.</param>
internal sealed class IrcControl(ImAccount account, IrcConversations conversations, Action<string> tell)
{
    /// <summary>The pseudo nick; no person can have it.</summary>
    public const string Nick = "*otr";

    /// <summary>The host it seems to be at.</summary>
    public const string Host = "otrmail.invalid";

    private static readonly string[] Help =
    [
        "start NICK, refresh NICK, end NICK: begin a private conversation, get fresh keys, end it",
        "smp NICK SECRET: compare a secret that you both know; ask NICK [QUESTION] ANSWER: the same with a question (in brackets)",
        "answer NICK SECRET, abort NICK: when you were asked",
        "verify NICK FINGERPRINT: you compared it with its owner; distrust NICK FINGERPRINT takes it back",
        "status [NICK]: who is private; key: your own fingerprint",
    ];

    /// <summary>Does a command. What a conversation answered is the caller's to put out; null when there is nothing.</summary>
    public (IrcConversation With, ImResult Result)? Run(string command, string own)
    {
        string[] words = command.Trim().Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        switch (words)
        {
            case ["start", var nick]:
                return With(nick, own, context => context.Start());
            case ["refresh", var nick]:
                return With(nick, own, context => context.Refresh());
            case ["end", var nick]:
                return With(nick, own, context => context.End());
            case ["smp", var nick, var secret]:
                return With(nick, own, context => context.StartSmp(secret));
            case ["ask", var nick, var rest] when rest.StartsWith('[') && rest.IndexOf(']', StringComparison.Ordinal) is > 1 and var end && rest.Length > end + 1:
                return With(nick, own, context => context.StartSmp(rest[(end + 1)..].Trim(), rest[1..end]));
            case ["answer", var nick, var secret]:
                return With(nick, own, context => context.AnswerSmp(secret));
            case ["abort", var nick]:
                return With(nick, own, context => context.AbortSmp());
            case ["verify", var nick, var fingerprint]:
                Verify(nick, fingerprint, isVerified: true);
                return null;
            case ["distrust", var nick, var fingerprint]:
                Verify(nick, fingerprint, isVerified: false);
                return null;
            case ["status"]:
                foreach (IrcConversation one in conversations.All)
                    Status(one.Nick, one.Context);
                if (conversations.All.Count == 0)
                    tell("no conversations");
                return null;
            case ["status", var nick]:
                Status(nick, conversations.Find(nick)?.Context);
                return null;
            case ["key"]:
                tell($"your fingerprint as {account.Name}: {account.Fingerprint}");
                return null;
            default:
                Array.ForEach(Help, tell);
                return null;
        }
    }

    private (IrcConversation With, ImResult Result)? With(string nick, string own, Func<ImContext, ImResult> act)
    {
        if (conversations.Open(nick, own) is { } one)
            return (one, act(one.Context));
        tell("too many conversations: end some");
        return null;
    }

    private void Verify(string nick, string typed, bool isVerified)
    {
        if (!ImFingerprint.TryParse(typed, out ImFingerprint? fingerprint))
            tell("a fingerprint has 40 hexadecimal digits");
        else if (conversations.Find(nick)?.Context is { Session: { } session } context && session.Fingerprint.Equals(fingerprint) && context.Verify(isVerified))
            tell($"{nick}: {(isVerified ? "verified" : "not verified any more")}");
        else if (conversations.SetVerified(nick, fingerprint, isVerified))
            tell($"{nick}: {(isVerified ? "verified" : "not verified any more")}");
        else
            tell($"{nick}: that fingerprint was never seen of {nick}: do not trust it");
    }

    private void Status(string nick, ImContext? context)
    {
        string state = context?.State switch
        {
            ImState.Encrypted => $"private, {(context.Session!.IsVerified ? "verified" : "not verified")}, session {context.Session.Id}",
            ImState.Finished => "ended by the peer: nothing is sent",
            _ => "in the clear",
        };
        tell($"{nick}: {state}");
        foreach (ImPeerKey key in conversations.KeysOf(nick))
            tell($"{nick}: {key.Fingerprint} {(key.IsVerified ? "verified" : "not verified")}");
    }
}
