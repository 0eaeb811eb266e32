using OtrMail.Core.Im;
using OtrMail.Core.Im.Messages;
using OtrMail.Core.Im.Smp;
using OtrMail.Core.Primitives;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Im.Smp;

/// <summary>What SMP answers when all keep to the rules, and when messages come at the wrong time.</summary>
public sealed class SmpMachineTests : IDisposable
{
    private readonly SmpPair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Theory]
    [InlineData("the same", "the same", null, SmpOutcome.Succeeded)]
    [InlineData("the same", "the same", "what is it?", SmpOutcome.Succeeded)]
    [InlineData("the same", "The same", null, SmpOutcome.Failed)]
    [InlineData("", "", "", SmpOutcome.Succeeded)]
    [InlineData("grüße", "grüße", "wie heißt es?", SmpOutcome.Succeeded)]
    public void Both_sides_learn_whether_their_secrets_are_the_same(string hers, string his, string? question, SmpOutcome outcome)
    {
        (SmpStep alice, SmpStep bob) = _pair.Run(hers, his, question);
        Assert.Equal((outcome, outcome), (alice.Outcome, bob.Outcome));
        Assert.Empty(alice.Send);
        Assert.Equal(question is not null, _pair.Bob.IsAnsweringQuestion);
        Assert.False(_pair.Alice.IsAnsweringQuestion);

        // again, the other way round
        SmpStep first = _pair.Bob.Begin(_pair.OfBob, "x"u8, null);
        Assert.Equal(SmpOutcome.Asked, _pair.Alice.Receive(first.Send.Single()).Outcome);
        Assert.False(_pair.Bob.IsAnsweringQuestion);
    }

    [Fact]
    public void The_same_words_differ_in_another_session_or_under_another_key()
    {
        foreach (SmpParties his in new[]
        {
            new SmpParties(SmpPair.BobKey, SmpPair.AliceKey, new byte[8]),
            new SmpParties(SmpPair.BobKey, SmpPair.BobKey, SmpPair.Session),
            new SmpParties(SmpPair.AliceKey, SmpPair.AliceKey, SmpPair.Session),
        })
        {
            using var pair = new SmpPair { OfBob = his };
            (SmpStep alice, SmpStep bob) = pair.Run("word", "word");
            Assert.Equal((SmpOutcome.Failed, SmpOutcome.Failed), (alice.Outcome, bob.Outcome));
        }
    }

    [PythonFact]
    public void The_second_implementation_answers_and_comes_to_the_same_end()
    {
        foreach ((string his, SmpOutcome outcome, string word) in new[] { ("secret", SmpOutcome.Succeeded, "same"), ("other", SmpOutcome.Failed, "differ") })
        {
            using var bob = new SecondSmp();
            Assert.Equal("ok", bob.Do("message1", Hex(_pair.Alice.Begin(_pair.OfAlice, "secret"u8, null))));
            SmpStep third = _pair.Alice.Receive(Tlv(TlvType.Smp2, bob.Do("answer", Secret(his))));
            string[] fourth = bob.Do("message3", Hex(third)).Split(' ');
            Assert.Equal(word, fourth[0]);
            Assert.Equal(outcome, _pair.Alice.Receive(Tlv(TlvType.Smp4, fourth[1])).Outcome);
        }
    }

    [PythonFact]
    public void The_second_implementation_begins_and_comes_to_the_same_end()
    {
        foreach ((string hers, SmpOutcome outcome, string word) in new[] { ("secret", SmpOutcome.Succeeded, "same"), ("other", SmpOutcome.Failed, "differ") })
        {
            using var alice = new SecondSmp();
            Assert.Equal(SmpOutcome.Asked, _pair.Bob.Receive(Tlv(TlvType.Smp1, alice.Do("begin", Secret(hers)))).Outcome);
            SmpStep fourth = _pair.Bob.Receive(Tlv(TlvType.Smp3, alice.Do("message2", Hex(_pair.Bob.Answer(_pair.OfBob, "secret"u8)))));
            Assert.Equal(outcome, fourth.Outcome);
            Assert.Equal(word, alice.Do("message4", Hex(fourth)));
        }
    }

    [Fact]
    public void Every_message_that_is_not_expected_ends_the_run_and_every_abort_is_taken_in_silence()
    {
        Tlv[] all = [.. AllMessages(), new(TlvType.SmpAbort, ReadOnlyMemory<byte>.Empty)];
        foreach ((SmpState state, TlvType[] expected) in new (SmpState, TlvType[])[]
        {
            (SmpState.Idle, [TlvType.Smp1, TlvType.Smp1WithQuestion]),
            (SmpState.Asked, [TlvType.Smp1, TlvType.Smp1WithQuestion]),
            (SmpState.ExpectMessage2, [TlvType.Smp2]),
            (SmpState.ExpectMessage3, [TlvType.Smp3]),
            (SmpState.ExpectMessage4, [TlvType.Smp4]),
        })
        {
            foreach (Tlv tlv in all.Where(tlv => !expected.Contains(tlv.Type)))
            {
                using var pair = new SmpPair();
                SmpMachine machine = Brought(pair, state);
                SmpStep step = machine.Receive(tlv);
                Assert.Equal(state == SmpState.Idle ? SmpOutcome.None : SmpOutcome.Aborted, step.Outcome);
                Assert.Equal(tlv.Type == TlvType.SmpAbort ? [] : [TlvType.SmpAbort], step.Send.Select(sent => sent.Type));

                // from the beginning again
                Assert.False(machine.IsAsked);
                Assert.Equal(SmpOutcome.Asked, machine.Receive(all[0]).Outcome);
            }
        }
    }

    [Fact]
    public void A_new_question_takes_the_place_of_one_that_was_not_answered()
    {
        SmpStep old = _pair.Alice.Begin(_pair.OfAlice, "old"u8, "old?");
        _pair.Bob.Receive(old.Send.Single());
        SmpStep begun = _pair.Alice.Begin(_pair.OfAlice, "new"u8, null);
        Assert.Equal([TlvType.SmpAbort, TlvType.Smp1], begun.Send.Select(tlv => tlv.Type));

        // also when the abort is lost
        Assert.Equal(SmpOutcome.Asked, _pair.Bob.Receive(begun.Send[1]).Outcome);
        Assert.False(_pair.Bob.IsAnsweringQuestion);
        SmpStep third = _pair.Alice.Receive(_pair.Bob.Answer(_pair.OfBob, "new"u8).Send.Single());
        Assert.Equal(SmpOutcome.Succeeded, _pair.Bob.Receive(third.Send.Single()).Outcome);
    }

    [Fact]
    public void Giving_up_tells_the_other_side_and_an_answer_that_nobody_asked_for_is_the_callers_mistake()
    {
        Assert.Throws<InvalidOperationException>(() => _pair.Bob.Answer(_pair.OfBob, "x"u8));
        _pair.Bob.Receive(_pair.Alice.Begin(_pair.OfAlice, "x"u8, null).Send.Single());
        Assert.True(_pair.Bob.IsAsked);
        SmpStep given = _pair.Bob.Abort();
        Assert.Equal((TlvType.SmpAbort, 0), (given.Send.Single().Type, given.Send.Single().Value.Length));
        Assert.Equal(SmpOutcome.Aborted, given.Outcome);
        Assert.False(_pair.Bob.IsAsked);
        Assert.Equal(SmpOutcome.Aborted, _pair.Alice.Receive(given.Send.Single()).Outcome);
        Assert.Equal(SmpOutcome.None, _pair.Alice.Abort().Outcome);
        Assert.Throws<ArgumentException>(() => _pair.Alice.Receive(new Tlv(TlvType.Padding, ReadOnlyMemory<byte>.Empty)));
    }

    [Fact]
    public void A_question_that_the_wire_cannot_hold_is_the_callers_mistake_and_changes_nothing()
    {
        _pair.Bob.Receive(_pair.Alice.Begin(_pair.OfAlice, "x"u8, null).Send.Single());
        Assert.Throws<ArgumentException>(() => _pair.Bob.Begin(_pair.OfBob, "x"u8, "a\0b"));
        Assert.Throws<ArgumentException>(() => _pair.Bob.Begin(_pair.OfBob, "x"u8, new string('x', ImLimits.QuestionBytes + 1)));
        Assert.True(_pair.Bob.IsAsked);
        Assert.Equal(TlvType.SmpAbort, _pair.Bob.Begin(_pair.OfBob, "x"u8, new string('x', ImLimits.QuestionBytes)).Send[0].Type);
    }

    [Fact]
    public void The_secret_is_wiped_when_the_run_is_over()
    {
        var x = new SecretBytes("a secret of thirty-two bytes ..."u8);
        var y = new SecretBytes(x.Span);
        var alice = new SmpInitiator(x, SystemRandomSource.Instance);
        SmpResponder bob = SmpResponder.TryAccept(alice.Message1(), SystemRandomSource.Instance)!;
        byte[] fourth = bob.TryMessage4(alice.TryMessage3(bob.Message2(y)), out bool areEqual)!;
        Assert.True(areEqual && alice.TryConclude(fourth) == true);
        Assert.Contains(x.Buffer, b => b != 0);
        alice.Dispose();
        bob.Dispose();
        Assert.All(x.Buffer, b => Assert.Equal(0, b));
        Assert.All(y.Buffer, b => Assert.Equal(0, b));
    }

    /// <summary>A machine in this state.</summary>
    private static SmpMachine Brought(SmpPair pair, SmpState state)
    {
        if (state == SmpState.Idle)
            return pair.Alice;
        SmpStep first = pair.Alice.Begin(pair.OfAlice, "x"u8, null);
        if (state == SmpState.ExpectMessage2)
            return pair.Alice;
        pair.Bob.Receive(first.Send.Single());
        if (state == SmpState.Asked)
            return pair.Bob;
        SmpStep second = pair.Bob.Answer(pair.OfBob, "x"u8);
        if (state == SmpState.ExpectMessage3)
            return pair.Bob;
        pair.Alice.Receive(second.Send.Single());
        return pair.Alice;
    }

    /// <summary>One of each type, from an honest run.</summary>
    private static Tlv[] AllMessages()
    {
        using var pair = new SmpPair();
        Tlv first = pair.Alice.Begin(pair.OfAlice, "x"u8, null).Send.Single();
        pair.Bob.Receive(first);
        Tlv second = pair.Bob.Answer(pair.OfBob, "x"u8).Send.Single();
        Tlv third = pair.Alice.Receive(second).Send.Single();
        Tlv fourth = pair.Bob.Receive(third).Send.Single();
        return [first, new Tlv(TlvType.Smp1WithQuestion, (byte[])[(byte)'?', 0, .. first.Value.Span]), second, third, fourth];
    }

    private static string Hex(SmpStep step) => Convert.ToHexStringLower(step.Send.Single().Value.Span);

    private static Tlv Tlv(TlvType type, string hex) => new(type, Convert.FromHexString(hex));

    private static string[] Secret(string entered) =>
    [
        SmpPair.AliceKey.Hex, SmpPair.BobKey.Hex, Convert.ToHexStringLower(SmpPair.Session), Convert.ToHexStringLower(SmpPair.Bytes(entered)),
    ];
}
