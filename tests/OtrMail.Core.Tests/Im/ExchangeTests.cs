using OtrMail.Core.Im.Exchange;
using OtrMail.Core.Im.Messages;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Im;

/// <summary>The exchange of keys alone: every pair of state and message, the tie-breaks, and what does not verify.</summary>
public sealed class ExchangeTests
{
    private const uint AliceTag = 0x1000;
    private const uint BobTag = 0x2000;

    private readonly KeyExchange _alice = New(0, AliceTag, BobTag);
    private readonly KeyExchange _bob = New(1, BobTag, AliceTag);

    /// <summary>What each pair of state and message does; the sixteenth, two commitments that cross, has a test of its own.</summary>
    [Theory]
    [InlineData(ExchangeState.None, MessageType.DhCommit, ExchangeOutcome.Continues, ExchangeState.AwaitingRevealSignature)]
    [InlineData(ExchangeState.None, MessageType.DhKey, ExchangeOutcome.Ignored, ExchangeState.None)]
    [InlineData(ExchangeState.None, MessageType.RevealSignature, ExchangeOutcome.Ignored, ExchangeState.None)]
    [InlineData(ExchangeState.None, MessageType.Signature, ExchangeOutcome.Ignored, ExchangeState.None)]
    [InlineData(ExchangeState.AwaitingDhKey, MessageType.DhKey, ExchangeOutcome.Continues, ExchangeState.AwaitingSignature)]
    [InlineData(ExchangeState.AwaitingDhKey, MessageType.RevealSignature, ExchangeOutcome.Ignored, ExchangeState.AwaitingDhKey)]
    [InlineData(ExchangeState.AwaitingDhKey, MessageType.Signature, ExchangeOutcome.Ignored, ExchangeState.AwaitingDhKey)]
    [InlineData(ExchangeState.AwaitingRevealSignature, MessageType.DhCommit, ExchangeOutcome.Continues, ExchangeState.AwaitingRevealSignature)]
    [InlineData(ExchangeState.AwaitingRevealSignature, MessageType.DhKey, ExchangeOutcome.Ignored, ExchangeState.AwaitingRevealSignature)]
    [InlineData(ExchangeState.AwaitingRevealSignature, MessageType.RevealSignature, ExchangeOutcome.Failed, ExchangeState.AwaitingRevealSignature)]
    [InlineData(ExchangeState.AwaitingRevealSignature, MessageType.Signature, ExchangeOutcome.Ignored, ExchangeState.AwaitingRevealSignature)]
    [InlineData(ExchangeState.AwaitingSignature, MessageType.DhCommit, ExchangeOutcome.Continues, ExchangeState.AwaitingRevealSignature)]
    [InlineData(ExchangeState.AwaitingSignature, MessageType.DhKey, ExchangeOutcome.Ignored, ExchangeState.AwaitingSignature)]
    [InlineData(ExchangeState.AwaitingSignature, MessageType.RevealSignature, ExchangeOutcome.Ignored, ExchangeState.AwaitingSignature)]
    [InlineData(ExchangeState.AwaitingSignature, MessageType.Signature, ExchangeOutcome.Failed, ExchangeState.AwaitingSignature)]
    public void Each_state_meets_each_message_of_another_exchange(
        ExchangeState state, MessageType type, ExchangeOutcome outcome, ExchangeState next)
    {
        Bring(state);
        ExchangeStep step = _alice.Receive(Of(type));
        Assert.Equal((outcome, next), (step.Outcome, _alice.State));
        Assert.Equal(outcome == ExchangeOutcome.Continues, step.Send is not null);
        Assert.Null(step.Result);
    }

    [Fact]
    public void Both_sides_end_with_the_same_keys_and_know_who_the_other_is()
    {
        DhCommitMessage commit = _bob.Start();
        ExchangeStep key = _alice.Receive(commit);
        ExchangeStep reveal = _bob.Receive(key.Send!);
        ExchangeStep signature = _alice.Receive(reveal.Send!);
        ExchangeStep last = _bob.Receive(signature.Send!);
        Assert.Equal(ExchangeOutcome.Established, signature.Outcome);
        Assert.Equal(ExchangeOutcome.Established, last.Outcome);
        Assert.Null(last.Send);
        Assert.Equal(last.Result!.SessionId.Span, signature.Result!.SessionId.Span);
        Assert.True(last.Result.PeerKey.Is(signature.Result.OwnKey.Public));
        Assert.True(signature.Result.PeerKey.Is(last.Result.OwnKey.Public));
        Assert.Equal(KeyPool.Get(1).Fingerprint, PublicKeyEncoding.FingerprintOf(signature.Result.PeerIdentity));
        Assert.Equal(KeyPool.Get(0).Fingerprint, PublicKeyEncoding.FingerprintOf(last.Result.PeerIdentity));
        Assert.True(last.Result.SentReveal);
        Assert.False(signature.Result.SentReveal);
        Assert.Equal((ExchangeState.None, ExchangeState.None), (_alice.State, _bob.State));
        Assert.Equal(ExchangeOutcome.Ignored, _alice.Receive(reveal.Send!).Outcome); // once more: nothing
        Assert.Equal(ExchangeOutcome.Ignored, _bob.Receive(signature.Send!).Outcome);
    }

    [Fact]
    public void When_both_commit_the_greater_hash_wins_and_repeats_itself()
    {
        DhCommitMessage alices = _alice.Start();
        DhCommitMessage bobs = _bob.Start();
        bool aliceWins = alices.HashedGx.Span.SequenceCompareTo(bobs.HashedGx.Span) > 0;
        ExchangeStep atAlice = _alice.Receive(bobs);
        ExchangeStep atBob = _bob.Receive(alices);
        (ExchangeStep winning, ExchangeStep losing) = aliceWins ? (atAlice, atBob) : (atBob, atAlice);
        Assert.Equal(aliceWins ? alices : bobs, winning.Send);
        Assert.IsType<DhKeyMessage>(losing.Send);
        (KeyExchange winner, KeyExchange loser) = aliceWins ? (_alice, _bob) : (_bob, _alice);
        Assert.Equal(losing.Send, loser.Receive(winning.Send!).Send); // the same key again
        ExchangeStep signature = loser.Receive(winner.Receive(losing.Send!).Send!);
        Assert.Equal(ExchangeOutcome.Established, signature.Outcome);
        Assert.Equal(ExchangeOutcome.Established, winner.Receive(signature.Send!).Outcome);
    }

    [Fact]
    public void The_same_key_again_gets_the_same_reveal_again_and_another_one_gets_none()
    {
        ExchangeStep key = _alice.Receive(_bob.Start());
        ExchangeStep reveal = _bob.Receive(key.Send!);
        Assert.Equal(reveal.Send, _bob.Receive(key.Send!).Send);
        Assert.Equal(ExchangeOutcome.Ignored, _bob.Receive(New(0, AliceTag, BobTag, seed: 9).Receive(New(1, BobTag, AliceTag, seed: 8).Start()).Send!).Outcome);
    }

    [Fact]
    public void A_bit_changed_anywhere_in_a_signature_is_noticed_changes_nothing_and_the_honestone_still_counts()
    {
        ExchangeStep key = _alice.Receive(_bob.Start());
        var reveal = (RevealSignatureMessage)_bob.Receive(key.Send!).Send!;
        foreach (RevealSignatureMessage changed in Changed(reveal))
        {
            Assert.Equal(ExchangeOutcome.Failed, _alice.Receive(changed).Outcome);
            Assert.Equal(ExchangeState.AwaitingRevealSignature, _alice.State);
        }

        ExchangeStep signature = _alice.Receive(reveal);
        var honest = (SignatureMessage)signature.Send!;
        for (int at = 0; at < honest.Signature.Encrypted.Length; at += 37)
            Assert.Equal(ExchangeOutcome.Failed, _bob.Receive(honest with { Signature = Flip(honest.Signature, at) }).Outcome);
        Assert.Equal(ExchangeOutcome.Failed, _bob.Receive(honest with { Signature = honest.Signature with { Mac = new byte[20] } }).Outcome);
        Assert.Equal(ExchangeState.AwaitingSignature, _bob.State);
        Assert.Equal(ExchangeOutcome.Established, _bob.Receive(honest).Outcome);
    }

    [Fact]
    public void A_signature_of_another_exchange_does_not_fit_even_from_the_same_person()
    {
        ExchangeStep key = _alice.Receive(_bob.Start());
        var mine = (RevealSignatureMessage)_bob.Receive(key.Send!).Send!;
        KeyExchange secondBob = New(1, BobTag, AliceTag, seed: 77);
        KeyExchange secondAlice = New(0, AliceTag, BobTag, seed: 78);
        var other = (RevealSignatureMessage)secondBob.Receive(secondAlice.Receive(secondBob.Start()).Send!).Send!;
        Assert.Equal(ExchangeOutcome.Failed, _alice.Receive(mine with { Signature = other.Signature }).Outcome);
        Assert.Equal(ExchangeOutcome.Failed, _alice.Receive(other).Outcome);
        Assert.Equal(ExchangeOutcome.Established, _alice.Receive(mine).Outcome);
    }

    private static KeyExchange New(int identity, uint own, uint peer, int seed = 0) =>
        new(KeyPool.Get(identity), own, peer, new SeededRandom(seed == 0 ? (int)own : seed));

    /// <summary>Brings Alice into a state by honest messages.</summary>
    private void Bring(ExchangeState state)
    {
        switch (state)
        {
            case ExchangeState.AwaitingDhKey:
                _alice.Start();
                break;
            case ExchangeState.AwaitingRevealSignature:
                _alice.Receive(_bob.Start());
                break;
            case ExchangeState.AwaitingSignature:
                _alice.Receive(_bob.Receive(_alice.Start()).Send!);
                break;
            case ExchangeState.None:
                break;
        }

        Assert.Equal(state, _alice.State);
    }

    /// <summary>A message of this type out of an exchange between the same two people that Alice knows nothing of.</summary>
    private static EncodedMessage Of(MessageType type)
    {
        KeyExchange bob = New(1, BobTag, AliceTag, seed: 5);
        KeyExchange alice = New(0, AliceTag, BobTag, seed: 6);
        if (type == MessageType.DhCommit)
            return bob.Start();
        if (type == MessageType.DhKey)
            return bob.Receive(alice.Start()).Send!;
        if (type == MessageType.RevealSignature)
            return bob.Receive(alice.Receive(bob.Start()).Send!).Send!;
        EncodedMessage reveal = alice.Receive(bob.Receive(alice.Start()).Send!).Send!;
        return bob.Receive(reveal).Send!;
    }

    private static IEnumerable<RevealSignatureMessage> Changed(RevealSignatureMessage message)
    {
        for (int at = 0; at < message.Signature.Encrypted.Length; at += 37)
            yield return message with { Signature = Flip(message.Signature, at) };
        yield return message with { Signature = message.Signature with { Mac = new byte[20] } };
        byte[] r = message.R.ToArray();
        r[3] ^= 1;
        yield return message with { R = r };
    }

    private static SealedSignature Flip(SealedSignature signature, int at)
    {
        byte[] bytes = signature.Encrypted.ToArray();
        bytes[at] ^= 1;
        return signature with { Encrypted = bytes };
    }
}
