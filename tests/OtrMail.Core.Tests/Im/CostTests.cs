using OtrMail.Core.Primitives;

namespace OtrMail.Core.Tests.Im;

/// <summary>What a conversation costs: exponentiations are nearly all of it.</summary>
public sealed class CostTests
{
    /// <summary>
    /// Each message: a fresh key pair and the session keys of one pair of DH keys on the side that reads it, the same session
    /// keys on the side that wrote it.
    /// </summary>
    [Fact]
    public void A_round_trip_costs_six_exponentiations_two_of_them_of_the_generator()
    {
        using Chat chat = new Chat().Secure();
        chat.Talk(chat.Alice, "a").Talk(chat.Bob, "b");
        IModpArithmetic arithmetic = ModpGroup.Arithmetic;
        try
        {
            ModpGroup.Arithmetic = new Counting(arithmetic);
            (Counting.Powers, Counting.PowersOfGenerator) = (0, 0);
            for (int turn = 0; turn < 10; turn++)
                chat.Talk(chat.Alice, "a").Talk(chat.Bob, "b");
        }
        finally
        {
            ModpGroup.Arithmetic = arithmetic;
        }

        Assert.Equal((40, 20), (Counting.Powers, Counting.PowersOfGenerator));
    }

    /// <summary>Counts for each thread, since other tests compute at the same time.</summary>
    private sealed class Counting(IModpArithmetic inner) : IModpArithmetic
    {
        [ThreadStatic]
        public static int Powers;

        [ThreadStatic]
        public static int PowersOfGenerator;

        public void Power(ReadOnlySpan<byte> value, ReadOnlySpan<byte> exponent, Span<byte> result)
        {
            Powers++;
            inner.Power(value, exponent, result);
        }

        public void PowerOfGenerator(ReadOnlySpan<byte> exponent, Span<byte> result)
        {
            PowersOfGenerator++;
            inner.PowerOfGenerator(exponent, result);
        }

        public void Multiply(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> result) =>
            inner.Multiply(first, second, result);
    }
}
