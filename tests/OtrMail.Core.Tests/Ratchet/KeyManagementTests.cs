using OtrMail.Core.Ratchet;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Ratchet;

/// <summary>The rules of docs/PROTOCOL.md, section 9, and of the paper's 4.1 and 4.2.</summary>
public sealed class KeyManagementTests : IDisposable
{
    private const long Day = 86_400;

    private static readonly SeededRandom Random = new(1);

    private readonly ToySuite _suite = new(new RatchetPolicy(32, 14 * Day, 8, RevealsAtOnce: true, RevealRepeats: 3));
    private readonly KeyManagement<ToyKey, ToyPublic> _keys;

    public KeyManagementTests()
    {
        _keys = new KeyManagement<ToyKey, ToyPublic>(_suite);
        _keys.Answer(_suite.GenerateKeyPair(Random), _suite.GenerateKeyPair(Random));
    }

    [Fact]
    public void Who_opens_announces_key_1_and_has_no_current_key()
    {
        var keys = new KeyManagement<ToyKey, ToyPublic>(_suite);
        keys.Offer(_suite.GenerateKeyPair(Random));
        Assert.Equal(0u, keys.Current);
        Assert.Equal(1u, keys.AnnouncedKey.Id);
        Assert.Null(keys.NewestPeerKey);
        keys.Used(1, 0, Random);
        Assert.Equal(1u, keys.CurrentKey.Id);
        Assert.Equal(2u, keys.AnnouncedKey.Id);
        Assert.All(keys.OwnKeys, key => Assert.Null(key.SupersededAt)); // there was none before
    }

    [Fact]
    public void Only_the_use_of_the_announced_key_moves_on_and_nothing_moves_back()
    {
        foreach (uint used in new uint[] { 1, 3, 4, 0, uint.MaxValue })
        {
            _keys.Used(used, 100, Random);
            Assert.Equal(1u, _keys.Current);
        }

        _keys.Used(2, 100, Random);
        Assert.Equal(2u, _keys.Current);
        Assert.Equal(3u, _keys.AnnouncedKey.Id);
        Assert.Equal(100, _keys.OwnKeys.First().SupersededAt);
        _keys.Used(2, 200, Random);
        _keys.Used(1, 200, Random);
        Assert.Equal(2u, _keys.Current);
        Assert.Equal(100, _keys.OwnKeys.First().SupersededAt); // a late message does not lengthen its life
        Assert.Equal(3, _keys.OwnKeys.Count);
    }

    [Fact]
    public void A_peer_key_is_learnt_in_order_and_gaps_and_other_bytes_are_refused()
    {
        Assert.True(_keys.TryLearn(1, new ToyPublic(11), 5));
        Assert.False(_keys.TryLearn(3, new ToyPublic(13), 6));
        Assert.False(_keys.TryLearn(1, new ToyPublic(99), 6));
        Assert.True(_keys.TryLearn(2, new ToyPublic(12), 6));
        Assert.False(_keys.TryLearn(2, new ToyPublic(99), 7));
        Assert.False(_keys.TryLearn(1, new ToyPublic(99), 7));
        Assert.True(_keys.TryLearn(2, new ToyPublic(12), 9));
        Assert.True(_keys.TryLearn(1, new ToyPublic(11), 4));
        Assert.Equal([(1u, 11, 5L), (2u, 12, 9L)], _keys.PeerKeys.Select(k => (k.Id, k.Key.Value, k.AnnouncedAt)));
        Assert.Equal(2u, _keys.NewestPeerKey!.Id);
        Assert.False(_keys.TryLearn(KeyManagement<ToyKey, ToyPublic>.MaxKeyId, new ToyPublic(1), 1));
    }

    [Fact]
    public void Eight_peer_keys_are_kept_and_what_a_late_message_says_of_dropped_ones_is_passed_over()
    {
        for (uint id = 1; id <= 20; id++)
            Assert.True(_keys.TryLearn(id, new ToyPublic((int)id), id));
        Assert.Equal(Enumerable.Range(13, 8).Select(i => (uint)i), _keys.PeerKeys.Select(k => k.Id));
        Assert.True(_keys.TryLearn(5, new ToyPublic(5), 5));
        Assert.Equal(8, _keys.PeerKeys.Count);
        Assert.Equal(Enumerable.Range(1, 12).Select(i => (uint)i), _keys.Forget(0).Peer);
        Assert.Empty(_keys.Forget(0).Peer); // said once
        Assert.Equal(20u, _keys.NewestPeerKey!.Id);
    }

    [Fact]
    public void A_key_is_held_forgotten_or_was_never_known()
    {
        for (uint id = 1; id <= 10; id++)
            _keys.TryLearn(id, new ToyPublic((int)id), id);
        Assert.Equal(KeyStanding.Held, Standing(10, 2));
        Assert.Equal(KeyStanding.Held, Standing(3, 1));
        Assert.Equal(KeyStanding.Forgotten, Standing(2, 2)); // dropped
        Assert.Equal(KeyStanding.NeverKnown, Standing(11, 2));
        Assert.Equal(KeyStanding.NeverKnown, Standing(10, 3));
        Assert.Equal(KeyStanding.NeverKnown, Standing(0, 2));
        Assert.Equal(KeyStanding.NeverKnown, Standing(10, 0));
        Assert.Equal(KeyStanding.NeverKnown, Standing(2, 3)); // one forgotten, the other never known
        _keys.Used(2, 0, Random);
        _keys.Forget(14 * Day);
        Assert.Equal(KeyStanding.Forgotten, Standing(10, 1));
        Assert.Equal(KeyStanding.Held, Standing(10, 3));
    }

    [Fact]
    public void A_superseded_key_is_forgotten_and_wiped_after_14_days_and_not_before()
    {
        ToyKey first = _suite.Made[0];
        _keys.Used(2, 1000, Random);
        Assert.Empty(_keys.Forget(1000 + (14 * Day) - 1).Own);
        Assert.False(first.IsWiped);
        Assert.Equal([1u], _keys.Forget(1000 + (14 * Day)).Own);
        Assert.True(first.IsWiped);
        Assert.Equal(0, first.Value);
        Assert.False(_keys.TryOwn(1, out _));
        Assert.Empty(_keys.Forget(long.MaxValue).Own); // current and announced stay
        Assert.Equal([2u, 3u], _keys.OwnKeys.Select(k => k.Id));
    }

    [Fact]
    public void Beyond_32_superseded_keys_the_oldest_go_first()
    {
        for (uint id = 2; id <= 40; id++)
            _keys.Used(id, 0, Random);
        IReadOnlyList<uint> forgotten = _keys.Forget(1).Own;
        Assert.Equal(Enumerable.Range(1, 7).Select(i => (uint)i), forgotten);
        Assert.Equal(32, _keys.OwnKeys.Count(k => k.SupersededAt is not null));
        Assert.All(_suite.Made[..7], key => Assert.True(key.IsWiped));
        Assert.All(_suite.Made[7..], key => Assert.False(key.IsWiped));
    }

    [Fact]
    public void Announcing_keeps_the_newest_stamp()
    {
        _keys.Announcing(5);
        _keys.Announcing(3);
        Assert.Equal(5, _keys.AnnouncedKey.AnnouncedAt);
        Assert.Equal(0, _keys.CurrentKey.AnnouncedAt);
    }

    [Fact]
    public void Dispose_wipes_all_own_keys()
    {
        _keys.Used(2, 0, Random);
        _keys.Dispose();
        Assert.All(_suite.Made, key => Assert.True(key.IsWiped));
        Assert.Empty(_keys.OwnKeys);
    }

    [Fact]
    public void A_stored_session_goes_on_where_it_was()
    {
        _keys.TryLearn(1, new ToyPublic(1), 7);
        _keys.Used(2, 50, Random);
        var again = new KeyManagement<ToyKey, ToyPublic>(_suite, _keys.Current, _keys.OwnKeys, _keys.PeerKeys);
        Assert.Equal(_keys.OwnKeys, again.OwnKeys);
        Assert.Equal(_keys.PeerKeys, again.PeerKeys);
        Assert.Equal(2u, again.Current);
        again.Used(3, 60, Random);
        Assert.Equal(3u, again.Current);
    }

    public void Dispose() => _keys.Dispose();

    private KeyStanding Standing(uint peer, uint own) => _keys.Find(peer, own, out _, out _);
}
