using OtrMail.Core.Ratchet;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Ratchet;

/// <summary>
/// The core also carries the rules of OTR version 3: two sides with integer keys, MAC keys shared by all messages
/// under one pair of DH keys, forgetting at once (paper, 4.1, 4.2, 4.4).
/// </summary>
public sealed class InstantRulesTests
{
    private readonly Side _alice = new(seed: 1);
    private readonly Side _bob = new(seed: 2);

    public InstantRulesTests()
    {
        _alice.Keys.TryLearn(1, new ToyPublic(_bob.Keys.CurrentKey.Pair.Value), 0);
        _bob.Keys.TryLearn(1, new ToyPublic(_alice.Keys.CurrentKey.Pair.Value), 0);
    }

    [Fact]
    public void In_a_conversation_every_turn_moves_to_new_keys_and_the_old_ones_are_wiped()
    {
        for (int turn = 0; turn < 10; turn++)
        {
            Assert.True(_bob.Read(_alice.Write()));
            Assert.True(_alice.Read(_bob.Write()));
        }

        // every turn there and back moves both sides on by one
        Assert.Equal(11u, _alice.Keys.Current);
        Assert.Equal(10u, _bob.Keys.Current);
        foreach (Side side in new[] { _alice, _bob })
        {
            Assert.Equal(2, side.Keys.OwnKeys.Count);
            Assert.Equal(2, side.Keys.PeerKeys.Count);
            Assert.Equal(side.Suite.Made.Count - 2, side.Suite.Made.Count(k => k.IsWiped));
        }
    }

    [Fact]
    public void Nobody_has_to_take_turns()
    {
        foreach (Message message in new[] { _alice.Write(), _alice.Write(), _alice.Write() })
            Assert.True(_bob.Read(message));
        Message crossing = _alice.Write();
        Assert.True(_alice.Read(_bob.Write()));
        Assert.True(_bob.Read(crossing)); // written before Alice saw the new key
        Assert.True(_bob.Read(_alice.Write()));
    }

    [Fact]
    public void A_mac_key_serves_several_messages_and_is_revealed_only_once_no_message_under_it_is_accepted()
    {
        Message first = _alice.Write();
        Message second = _alice.Write();
        Assert.Equal(first.MacKey, second.MacKey);
        _bob.Read(first);
        _bob.Read(second);
        Assert.Single(_bob.Ledger.Entries);
        var revealed = new List<byte[]>();
        for (int turn = 0; turn < 4; turn++)
        {
            Message answer = _bob.Write();
            foreach (byte[] key in answer.Revealed)
                Assert.False(_bob.Accepts(key), "a key was revealed that still verifies");
            revealed.AddRange(answer.Revealed);
            _alice.Read(answer);
            _bob.Read(_alice.Write());
        }

        Assert.Single(revealed, key => key.AsSpan().SequenceEqual(first.MacKey)); // once, not three times
    }

    [Fact]
    public void A_message_to_a_forgotten_key_is_not_read()
    {
        Message late = _alice.Write();
        for (int turn = 0; turn < 2; turn++)
        {
            _bob.Read(_alice.Write());
            _alice.Read(_bob.Write());
        }

        _bob.Read(_alice.Write());
        Assert.False(_bob.Read(late));
    }

    private sealed record Message(uint From, uint To, ToyPublic Next, byte[] MacKey, IReadOnlyList<byte[]> Revealed);

    private sealed class Side
    {
        private readonly SeededRandom _random;

        public Side(int seed)
        {
            _random = new SeededRandom(seed);
            Suite = new ToySuite(firstKey: seed * 1000);
            Keys = new KeyManagement<ToyKey, ToyPublic>(Suite);
            Keys.Answer(Suite.GenerateKeyPair(_random), Suite.GenerateKeyPair(_random));
            Ledger = new MacKeyLedger(Suite.Policy, 100);
        }

        public ToySuite Suite { get; }

        public KeyManagement<ToyKey, ToyPublic> Keys { get; }

        public MacKeyLedger Ledger { get; }

        public Message Write()
        {
            PeerKey<ToyPublic> peer = Keys.NewestPeerKey!;
            byte[] macKey = MacKey(Keys.CurrentKey.Pair.Value, peer.Key.Value);
            return new Message(
                Keys.Current, peer.Id, new ToyPublic(Keys.AnnouncedKey.Pair.Value), macKey, Ledger.Reveal(macKey, 128));
        }

        public bool Read(Message message)
        {
            if (Keys.Find(message.From, message.To, out OwnKey<ToyKey>? own, out PeerKey<ToyPublic>? peer) != KeyStanding.Held)
                return false;
            byte[] macKey = MacKey(peer!.Key.Value, own!.Pair.Value);
            if (!macKey.AsSpan().SequenceEqual(message.MacKey))
                return false;
            Ledger.Verified(macKey, new KeyPairIds(own.Id, peer.Id));
            if (!Keys.TryLearn(message.From + 1, message.Next, 0))
                return false;
            Keys.Used(message.To, 0, _random);
            Ledger.Forgotten(Keys.Forget(0));
            return true;
        }

        /// <summary>Whether any pair of keys at hand still gives this MAC key.</summary>
        public bool Accepts(byte[] macKey) =>
            Keys.OwnKeys.Any(own => Keys.PeerKeys.Any(peer => MacKey(peer.Key.Value, own.Pair.Value).AsSpan().SequenceEqual(macKey)));

        /// <summary>The receiving key of one direction under one pair of DH keys.</summary>
        private static byte[] MacKey(int sender, int recipient) => BitConverter.GetBytes(((long)sender << 32) | (uint)recipient);
    }
}
