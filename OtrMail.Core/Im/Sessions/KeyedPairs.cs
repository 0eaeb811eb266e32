using OtrMail.Core.Ratchet;

namespace OtrMail.Core.Im.Sessions;

/// <summary>
/// The session keys at hand, computed when they are first needed: of the four pairs that two own and two peer keys form, a
/// conversation mostly uses two, and each costs an exponentiation.
/// </summary>
internal sealed class KeyedPairs : IDisposable
{
    private readonly Dictionary<KeyPairIds, KeyedPair> _pairs = [];

    /// <summary>The session keys of two DH keys.</summary>
    public KeyedPair Of(OwnKey<ModpKeyPair> own, PeerKey<ModpPublicKey> peer)
    {
        var ids = new KeyPairIds(own.Id, peer.Id);
        if (!_pairs.TryGetValue(ids, out KeyedPair? pair))
        {
            pair = new KeyedPair(OtrV3Suite.Instance.Derive(own.Pair, peer.Key));
            _pairs.Add(ids, pair);
        }

        return pair;
    }

    /// <summary>Wipes what belongs to keys that were forgotten.</summary>
    public void Forget(ForgottenKeys keys)
    {
        foreach (KeyPairIds ids in _pairs.Keys.Where(ids => keys.Own.Contains(ids.Own) || keys.Peer.Contains(ids.Peer)).ToList())
        {
            _pairs[ids].Dispose();
            _pairs.Remove(ids);
        }
    }

    /// <summary>Wipes all of them.</summary>
    public void Dispose()
    {
        foreach (KeyedPair pair in _pairs.Values)
            pair.Dispose();
        _pairs.Clear();
    }
}
