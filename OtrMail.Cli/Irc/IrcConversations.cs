using OtrMail.Core.Im;

namespace OtrMail.Cli.Irc;

/// <summary>The conversations of one connection, by nick.</summary>
internal sealed class IrcConversations(ImAccount account, ImKeyring keys, ImOptions options, IrcNames names) : IDisposable
{
    private readonly Dictionary<string, IrcConversation> _byNick = [];

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<IrcConversation> All => _byNick.Values;

    /// <summary>Whether nothing may go out in the clear.</summary>
    public bool IsEncryptionRequired => options.Policy.RequireEncryption;

    /// <summary>The one with this nick.</summary>
    public IrcConversation? Find(string nick) => _byNick.GetValueOrDefault(names.Fold(nick));

    /// <summary>The keys seen of a nick.</summary>
    public IReadOnlyList<ImPeerKey> KeysOf(string nick) => keys.PeerKeys(account.Name, names.Fold(nick));

    /// <summary>Marks a key of a nick as compared, or not.</summary>
    public bool SetVerified(string nick, ImFingerprint fingerprint, bool isVerified) =>
        keys.SetVerified(account.Name, names.Fold(nick), fingerprint, isVerified);

    /// <summary>The one with this nick, made when there is none; null when there are too many.</summary>
    /// <param name="nick">The peer.</param>
    /// <param name="own">The own nick: both, and user and host, stand before a message when the server relays it.</param>
    public IrcConversation? Open(string nick, string own)
    {
        if (Find(nick) is { } known)
            return known;
        if (_byNick.Count >= IrcLimits.Conversations && !TryMakeRoom())
            return null;
        int before = $": PRIVMSG  :\r\n".Length + IrcLimits.UserHostBytes
            + Math.Max(own.Length, IrcLimits.NickBytes) + Math.Max(nick.Length, IrcLimits.NickBytes);
        int room = Math.Max(IrcLimits.MessageBytes - before, ImLimits.SmallestMaxMessage);
        var made = new IrcConversation(nick, new ImContext(account, names.Fold(nick), keys, options with { MaxMessage = room }), room);
        _byNick.Add(names.Fold(nick), made);
        return made;
    }

    /// <summary>Somebody has another nick now. True when there is a conversation that goes on.</summary>
    public bool Rename(string from, string to)
    {
        if (!_byNick.Remove(names.Fold(from), out IrcConversation? one))
            return false;
        if (_byNick.Remove(names.Fold(to), out IrcConversation? other))
            other.Context.Dispose();
        _byNick.Add(names.Fold(to), one with { Nick = to });
        return one.Context.State != ImState.Plaintext;
    }

    /// <summary>Wipes all keys.</summary>
    public void Dispose()
    {
        foreach (IrcConversation one in _byNick.Values)
            one.Context.Dispose();
        _byNick.Clear();
    }

    private bool TryMakeRoom()
    {
        if (_byNick.FirstOrDefault(pair => pair.Value.Context.State == ImState.Plaintext) is not { Key: { } key })
            return false;
        _byNick[key].Context.Dispose();
        return _byNick.Remove(key);
    }
}
