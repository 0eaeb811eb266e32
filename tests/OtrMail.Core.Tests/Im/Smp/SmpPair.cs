using System.Numerics;
using OtrMail.Core.Im;
using OtrMail.Core.Im.Messages;
using OtrMail.Core.Im.Smp;
using OtrMail.Core.Primitives;
using OtrMail.Core.Wire;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Im.Smp;

/// <summary>Alice and Bob with a session, each with the protocol's machine.</summary>
internal sealed class SmpPair : IDisposable
{
    public static readonly ImFingerprint AliceKey = new([.. Enumerable.Range(1, 20).Select(i => (byte)i)]);
    public static readonly ImFingerprint BobKey = new([.. Enumerable.Range(101, 20).Select(i => (byte)i)]);
    public static readonly byte[] Session = [1, 2, 3, 4, 5, 6, 7, 8];

    public static readonly BigInteger P = new(ModpGroup.Prime, isUnsigned: true, isBigEndian: true);
    public static readonly BigInteger Q = new(ModpGroup.Order, isUnsigned: true, isBigEndian: true);

    public SmpMachine Alice { get; } = new(SystemRandomSource.Instance);

    public SmpMachine Bob { get; } = new(SystemRandomSource.Instance);

    public SmpParties OfAlice { get; } = new(AliceKey, BobKey, Session);

    public SmpParties OfBob { get; init; } = new(BobKey, AliceKey, Session);

    /// <summary>The four messages, until one side stops; answers the last step of each.</summary>
    public (SmpStep Alice, SmpStep Bob) Run(string hers, string his, string? question = null)
    {
        SmpStep first = Alice.Begin(OfAlice, Bytes(hers), question);
        SmpStep asked = Bob.Receive(first.Send.Single());
        Assert.Equal((SmpOutcome.Asked, question), (asked.Outcome, asked.Question));
        SmpStep second = Bob.Answer(OfBob, Bytes(his));
        SmpStep third = Alice.Receive(second.Send.Single());
        SmpStep fourth = Bob.Receive(third.Send.Single());
        return (Alice.Receive(fourth.Send.Single()), fourth);
    }

    public static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    /// <summary>The numbers of a message.</summary>
    public static List<BigInteger> Numbers(Tlv tlv)
    {
        var reader = new WireReader(tlv.Value.Span);
        var numbers = new List<BigInteger>();
        for (uint left = reader.Int(); left > 0; left--)
            numbers.Add(new BigInteger(reader.Data(1000), isUnsigned: true, isBigEndian: true));
        Assert.True(reader.Finished);
        return numbers;
    }

    /// <summary>A message of numbers.</summary>
    public static Tlv Of(TlvType type, params IReadOnlyList<BigInteger> numbers)
    {
        using var writer = new WireWriter();
        writer.Int((uint)numbers.Count);
        foreach (BigInteger number in numbers)
            writer.Data(number.IsZero ? [] : number.ToByteArray(isUnsigned: true, isBigEndian: true));
        return new Tlv(type, writer.ToArray());
    }

    public void Dispose()
    {
        Alice.Dispose();
        Bob.Dispose();
    }
}
