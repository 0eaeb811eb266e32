using System.Numerics;
using System.Security.Cryptography;
using OtrMail.Core.Im;
using OtrMail.Core.Im.Messages;
using OtrMail.Core.Im.Smp;
using OtrMail.Core.Primitives;

namespace OtrMail.Core.Tests.Im.Smp;

/// <summary>Messages that were not made by the rules are refused, whatever is wrong with them.</summary>
public sealed class SmpCheatingTests
{
    public static TheoryData<TlvType> Types => [TlvType.Smp1, TlvType.Smp2, TlvType.Smp3, TlvType.Smp4];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_number_that_is_changed_is_refused(TlvType type)
    {
        for (int i = 0; i < LayoutOf(type).Length; i++)
        {
            AssertRefused(type, message => Changed(message, i, honest => LayoutOf(type)[i] switch
            {
                SmpValue.Element => honest * 4 % SmpPair.P, // in the subgroup
                SmpValue.Challenge => honest ^ 1,
                _ => honest == 1 ? 2 : honest - 1,
            }));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_number_outside_its_range_is_refused(TlvType type)
    {
        Tlv honest = Honest(type, out SmpMachine receiver);
        receiver.Dispose();
        Assert.NotNull(SmpCodec.TryDecode(honest.Value.Span, LayoutOf(type)));
        for (int i = 0; i < LayoutOf(type).Length; i++)
        {
            Func<BigInteger, BigInteger>[] changes = LayoutOf(type)[i] switch
            {
                SmpValue.Element =>
                [
                    _ => 0, _ => 1, _ => SmpPair.P - 1, _ => SmpPair.P, x => SmpPair.P - x, _ => (BigInteger.One << 1536) - 1, _ => BigInteger.One << 1536,
                ],
                SmpValue.Challenge => [c => c + (BigInteger.One << 256)],
                _ => [_ => 0, _ => SmpPair.Q, d => d + SmpPair.Q, _ => BigInteger.One << 1536],
            };
            foreach (Func<BigInteger, BigInteger> change in changes)
                Assert.Null(SmpCodec.TryDecode(Changed(honest, i, change).Value.Span, LayoutOf(type)));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_broken_form_is_refused(TlvType type)
    {
        AssertRefused(type, message => new Tlv(message.Type, ReadOnlyMemory<byte>.Empty));
        AssertRefused(type, message => new Tlv(message.Type, message.Value[..^1]));
        AssertRefused(type, message => new Tlv(message.Type, (byte[])[.. message.Value.Span, 0]));
        AssertRefused(type, message => new Tlv(message.Type, (byte[])[0xff, 0xff, 0xff, 0xff, .. message.Value.Span[4..]]));
        AssertRefused(type, message => new Tlv(message.Type, (byte[])[.. message.Value.Span[..4], 0xff, 0xff, 0xff, 0xff, .. message.Value.Span[8..]]));
        AssertRefused(type, message => SmpPair.Of(message.Type, SmpPair.Numbers(message)[..^1]));
        AssertRefused(type, message => SmpPair.Of(message.Type, [.. SmpPair.Numbers(message), 5]));

        // a number of 191 bytes with a zero before it: not the one form that it has
        AssertRefused(type, message => new Tlv(message.Type, (byte[])
            [.. message.Value.Span[..4], 0, 0, 0, 192, 0, .. new byte[190], 2, .. message.Value.Span[(8 + message.Value.Span[7])..]]));
    }

    [Fact]
    public void A_question_without_an_end_or_without_a_message_is_refused()
    {
        foreach (byte[] value in new byte[][] { [], [0], [.. "what?"u8], [.. "what?"u8, 0], [.. new byte[ImLimits.QuestionBytes + 1].Select(_ => (byte)'x'), 0] })
        {
            using var pair = new SmpPair();
            AssertCheated(pair.Bob, pair.Bob.Receive(new Tlv(TlvType.Smp1WithQuestion, value)));
        }
    }

    [Fact]
    public void An_element_outside_the_subgroup_is_refused_though_its_proof_is_right()
    {
        // −g1^x, with a proof whose commitment has the sign that makes it come out: in range, and every equation holds
        BigInteger x = 12345, r = 67890;
        BigInteger element = SmpPair.P - BigInteger.ModPow(2, x, SmpPair.P);
        BigInteger commitment = BigInteger.ModPow(2, r, SmpPair.P);
        BigInteger c = Hash(1, commitment);
        if (!c.IsEven)
        {
            commitment = SmpPair.P - commitment;
            c = Hash(1, commitment);
            for (; c.IsEven; c = Hash(1, commitment))
                commitment = SmpPair.P - BigInteger.ModPow(2, ++r, SmpPair.P);
        }

        BigInteger d = (((r - (x * c)) % SmpPair.Q) + SmpPair.Q) % SmpPair.Q;
        Assert.True(SmpProof.IsOfLog(1, Element(element), Challenge(c), Element(d)));

        using var pair = new SmpPair();
        List<BigInteger> numbers = SmpPair.Numbers(pair.Alice.Begin(pair.OfAlice, "x"u8, null).Send.Single());
        AssertCheated(pair.Bob, pair.Bob.Receive(SmpPair.Of(TlvType.Smp1, [element, c, d, .. numbers[3..]])));
    }

    [Fact]
    public void What_one_side_committed_to_cannot_be_sent_back_to_it()
    {
        using var pair = new SmpPair();
        pair.Bob.Receive(pair.Alice.Begin(pair.OfAlice, "x"u8, null).Send.Single());
        List<BigInteger> his = SmpPair.Numbers(pair.Bob.Answer(pair.OfBob, "x"u8).Send.Single());
        AssertCheated(pair.Bob, pair.Bob.Receive(SmpPair.Of(TlvType.Smp3, [his[6], his[7], his[8], his[9], his[10], 4, his[1], his[2]])));
    }

    private static Tlv Changed(Tlv message, int index, Func<BigInteger, BigInteger> change)
    {
        List<BigInteger> numbers = SmpPair.Numbers(message);
        numbers[index] = change(numbers[index]);
        return SmpPair.Of(message.Type, numbers);
    }

    private static void AssertRefused(TlvType type, Func<Tlv, Tlv> change)
    {
        Tlv honest = Honest(type, out SmpMachine receiver);
        using (receiver)
            AssertCheated(receiver, receiver.Receive(change(honest)));
    }

    private static void AssertCheated(SmpMachine machine, SmpStep step)
    {
        Assert.Equal(SmpOutcome.Cheated, step.Outcome);
        Assert.Equal(TlvType.SmpAbort, step.Send.Single().Type);
        Assert.False(machine.IsAsked);
    }

    /// <summary>An honest message and the machine that waits for it.</summary>
    private static Tlv Honest(TlvType type, out SmpMachine receiver)
    {
        var pair = new SmpPair();
        Tlv message = pair.Alice.Begin(pair.OfAlice, "x"u8, null).Send.Single();
        receiver = pair.Bob;
        while (message.Type != type)
        {
            SmpStep step = receiver.Receive(message);
            message = (step.Outcome == SmpOutcome.Asked ? pair.Bob.Answer(pair.OfBob, "x"u8) : step).Send.Single();
            receiver = receiver == pair.Bob ? pair.Alice : pair.Bob;
        }

        return message;
    }

    private static ReadOnlySpan<SmpValue> LayoutOf(TlvType type) => type switch
    {
        TlvType.Smp1 => SmpCodec.Message1,
        TlvType.Smp2 => SmpCodec.Message2,
        TlvType.Smp3 => SmpCodec.Message3,
        _ => SmpCodec.Message4,
    };

    private static BigInteger Hash(byte version, BigInteger number)
    {
        byte[] bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return new BigInteger(SHA256.HashData([version, 0, 0, 0, (byte)bytes.Length, .. bytes]), isUnsigned: true, isBigEndian: true);
    }

    private static byte[] Element(BigInteger number) => Padded(number, ModpGroup.ElementBytes);

    private static byte[] Challenge(BigInteger number) => Padded(number, SmpProof.ChallengeBytes);

    private static byte[] Padded(BigInteger number, int length)
    {
        byte[] bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - bytes.Length], .. bytes];
    }
}
