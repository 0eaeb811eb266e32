using OtrMail.Core.Im;
using OtrMail.Core.Primitives;
using OtrMail.Core.Storage;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Im;

/// <summary>Own keys and peers' fingerprints in the store; libotr's key file.</summary>
public sealed class KeyringTests : IDisposable
{
    private readonly MemoryStore _store = new();
    private readonly ImKeyring _keys;

    public KeyringTests() => _keys = new ImKeyring(_store, new SeededRandom(1));

    public void Dispose() => _store.Dispose();

    [Fact]
    public void An_account_gets_a_key_on_demand_and_keeps_it_with_its_tag()
    {
        Assert.Null(_keys.Find("alice"));
        using ImAccount made = _keys.Open("alice");
        using ImAccount again = _keys.Open("alice");
        Assert.Equal(made.Fingerprint, again.Fingerprint);
        Assert.Equal(made.InstanceTag, again.InstanceTag);
        Assert.InRange(made.InstanceTag, 0x100u, uint.MaxValue);
        Assert.Equal(["alice"], _keys.AccountNames());
        Assert.Equal(128, made.Identity.Key.Public.P.Length);
        Assert.Equal(160, made.Identity.Key.Public.Q.Length * 8);
        byte[] signature = made.Identity.Sign("a MAC of 32 bytes, or any number"u8);
        Assert.True(again.Identity.Key.Public.Verify("a MAC of 32 bytes, or any number"u8, signature));
        Assert.False(again.Identity.Key.Public.Verify("another"u8, signature));
        signature[7] ^= 1;
        Assert.False(again.Identity.Key.Public.Verify("a MAC of 32 bytes, or any number"u8, signature));
        Assert.False(again.Identity.Key.Public.Verify("a MAC of 32 bytes, or any number"u8, new byte[40]));
    }

    [Fact]
    public void A_key_from_elsewhere_is_taken_once_and_forgotten_for_good()
    {
        Assert.True(_keys.Import("alice", KeyPool.Get(0)));
        Assert.False(_keys.Import("alice", KeyPool.Get(1)));
        using (ImAccount alice = _keys.Open("alice"))
            Assert.Equal(KeyPool.Get(0).Fingerprint, alice.Fingerprint);
        Assert.True(_keys.Forget("alice"));
        Assert.False(_keys.Forget("alice"));
        Assert.Null(_keys.Find("alice"));
        Assert.True(_keys.Import("alice", KeyPool.Get(1)));
    }

    [Fact]
    public void Keys_of_a_peer_are_first_known_changed_and_verified_for_each_account()
    {
        ImFingerprint one = KeyPool.Get(0).Fingerprint;
        ImFingerprint two = KeyPool.Get(1).Fingerprint;
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(1000);
        Assert.False(_keys.SetVerified("alice", "bob", one, true));
        Assert.Equal(KeySighting.First, _keys.Saw("alice", "bob", one, now));
        Assert.Equal(KeySighting.Known, _keys.Saw("alice", "bob", one, now.AddSeconds(1)));
        Assert.Equal(KeySighting.Changed, _keys.Saw("alice", "bob", two, now.AddSeconds(2)));
        Assert.Equal(KeySighting.First, _keys.Saw("alice", "carol", two, now));
        Assert.Equal(KeySighting.First, _keys.Saw("work", "bob", one, now));
        Assert.True(_keys.SetVerified("alice", "bob", one, true));
        Assert.Equal(KeySighting.Verified, _keys.Saw("alice", "bob", one, now.AddSeconds(3)));
        Assert.Equal(
            [new ImPeerKey(one, true, 1000, 1003), new ImPeerKey(two, false, 1002, 1002)], _keys.PeerKeys("alice", "bob"));
        Assert.True(_keys.ForgetPeer("alice", "bob", one));
        Assert.False(_keys.ForgetPeer("alice", "bob", one));
        Assert.True(_keys.ForgetPeer("alice", "bob", two));
        Assert.Equal(KeySighting.First, _keys.Saw("alice", "bob", two, now));
    }

    [Fact]
    public void Of_too_many_keys_the_unverified_one_seen_longest_ago_goes()
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(1000);
        for (byte i = 0; i < ImLimits.PeerKeys + 5; i++)
        {
            _keys.Saw("alice", "bob", Print(i), now.AddSeconds(i));
            if (i == 0)
                _keys.SetVerified("alice", "bob", Print(0), true);
        }

        IReadOnlyList<ImPeerKey> kept = _keys.PeerKeys("alice", "bob");
        Assert.Equal(ImLimits.PeerKeys, kept.Count);
        Assert.Contains(kept, key => key.Fingerprint.Equals(Print(0)));
        Assert.DoesNotContain(kept, key => key.Fingerprint.Equals(Print(1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void A_name_is_needed(string? name) => Assert.ThrowsAny<ArgumentException>(() => _keys.Open(name!));

    [Fact]
    public void A_name_too_long_is_refused() => Assert.Throws<ArgumentException>(() => _keys.PeerKeys("alice", new string('ü', 257)));

    [Fact]
    public void Libotrs_key_file_is_read_by_account()
    {
        string file = File("alice@irc.example", KeyPool.Get(0)) + File("with \\\"quotes\\\" \\x2e", KeyPool.Get(1));
        file = $"(privkeys\n{file})\n";
        Assert.True(ImIdentity.TryReadLibotr(file, "alice@irc.example", out ImIdentity? alice));
        Assert.Equal(KeyPool.Get(0).Fingerprint, alice.Fingerprint);
        Assert.True(ImIdentity.TryReadLibotr(file, "with \"quotes\" .", out ImIdentity? other));
        Assert.Equal(KeyPool.Get(1).Fingerprint, other.Fingerprint);
        Assert.False(ImIdentity.TryReadLibotr(file, "nobody", out _));
        Assert.False(ImIdentity.TryReadLibotr(file, null, out _)); // which of the two?
        Assert.True(ImIdentity.TryReadLibotr($"(privkeys{File("x", KeyPool.Get(0))})", null, out _));
        Assert.True(_keys.Import("imported", alice));
        alice.Dispose();
        other.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("(privkeys")]
    [InlineData("(privkeys (account))")]
    [InlineData("(privkeys (account (name x) (private-key (dsa (p #00#) (q #00#) (g #00#) (y #00#) (x #00#)))))")]
    [InlineData("(privkeys (account (name x) (private-key (dsa (p #0g#)))))")]
    [InlineData("(privkeys (account (name x) (private-key (rsa (n #01#)))))")]
    [InlineData("((((((((((((((((((((((((((((((((((((((((")]
    [InlineData("(privkeys (account (name \"x")]
    [InlineData("not a key file")]
    public void A_broken_key_file_gives_no_key(string file) => Assert.False(ImIdentity.TryReadLibotr(file, null, out _));

    [Fact]
    public void A_file_whose_halves_do_not_belong_together_gives_no_key()
    {
        string file = $"(privkeys{File("x", KeyPool.Get(0), KeyPool.Get(1))})";
        Assert.False(ImIdentity.TryReadLibotr(file, "x", out _));
    }

    [Fact]
    public void A_public_key_that_is_none_is_refused()
    {
        DsaPublicKey sound = KeyPool.Get(0).Key.Public;
        byte[] p = sound.P.ToArray(), q = sound.Q.ToArray(), g = sound.G.ToArray(), y = sound.Y.ToArray();
        Assert.True(DsaPublicKey.TryCreate(p, q, g, y, out _));
        Assert.False(DsaPublicKey.TryCreate(p.AsSpan(1), q, g, y, out _));
        Assert.False(DsaPublicKey.TryCreate(p, q.AsSpan(1), g, y, out _));
        Assert.False(DsaPublicKey.TryCreate(p, q, [1], y, out _));
        Assert.False(DsaPublicKey.TryCreate(p, q, p, y, out _));
        Assert.False(DsaPublicKey.TryCreate(p, q, g, [0], out _));
        Assert.False(DsaPublicKey.TryCreate(p, [0xFF, .. q[1..]], g, y, out _)); // does not divide p - 1
        Assert.False(DsaPublicKey.TryCreate(new byte[400], q, g, y, out _));
    }

    [Fact]
    public void A_fingerprint_reads_back_however_people_write_it()
    {
        ImFingerprint print = KeyPool.Get(0).Fingerprint;
        Assert.Equal(44, print.ToString().Length);
        foreach (string written in new[] { print.Hex, print.ToString(), print.ToString().Replace(' ', ':') })
        {
            Assert.True(ImFingerprint.TryParse(written, out ImFingerprint? read));
            Assert.Equal(print, read);
        }

        Assert.False(ImFingerprint.TryParse(print.Hex[1..], out _));
        Assert.False(ImFingerprint.TryParse(null, out _));
    }

    private static ImFingerprint Print(byte i) => new(Enumerable.Repeat(i, 20).ToArray());

    private static string File(string name, ImIdentity identity, ImIdentity? privateOf = null)
    {
        DsaPublicKey key = identity.Key.Public;
        byte[] x = (privateOf ?? identity).Key.X.ToArray();
        return $" (account\n(name \"{name}\")\n(protocol prpl-irc)\n(private-key \n (dsa \n"
            + $"  (p #00{Hex(key.P)}#)\n  (q #00{Hex(key.Q)}#)\n  (g #{Hex(key.G)}#)\n  (y #{Hex(key.Y)}#)\n  (x #{Hex(x)}#)\n  )\n )\n )\n";
    }

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexString(bytes.Span);
}
