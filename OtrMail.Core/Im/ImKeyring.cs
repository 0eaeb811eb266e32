using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Core.Im;

/// <summary>
/// Own accounts and the peers' fingerprints, in the store that mail uses, too (paper, 5.1: the key seen first is remembered).
/// Each call is a short transaction of its own, so several programs can use the store at the same time.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="random">Makes instance tags.</param>
public sealed class ImKeyring(IStore store, IRandomSource random)
{
    /// <summary>The account of this name; its key and tag are made and kept when there are none.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than 512 characters.</exception>
    public ImAccount Open(string account) => throw new NotImplementedException($"{store}{random}");

    /// <summary>The account of this name, or null when it has no key yet.</summary>
    public ImAccount? Find(string account) => throw new NotImplementedException();

    /// <summary>Gives an account a key from elsewhere. False, changing nothing, when it has another one already.</summary>
    public bool Import(string account, ImIdentity identity) => throw new NotImplementedException();

    /// <summary>Forgets an account's key beyond recovery. False when there is none.</summary>
    public bool Forget(string account) => throw new NotImplementedException();

    /// <summary>The keys seen of a peer, newest use first.</summary>
    public IReadOnlyList<ImPeerKey> PeerKeys(string account, string peer) => throw new NotImplementedException();

    /// <summary>Notes that an exchange used this key. True when it was not known.</summary>
    public bool Saw(string account, string peer, ImFingerprint fingerprint, DateTimeOffset now) =>
        throw new NotImplementedException();

    /// <summary>Says whether a seen key is verified. False, changing nothing, when it was never seen.</summary>
    public bool SetVerified(string account, string peer, ImFingerprint fingerprint, bool isVerified) =>
        throw new NotImplementedException();

    /// <summary>Forgets a key of a peer. False when it was never seen.</summary>
    public bool ForgetPeer(string account, string peer, ImFingerprint fingerprint) => throw new NotImplementedException();
}
