using OtrMail.Core.Primitives;
using OtrMail.Ring;

namespace OtrMail.Core.Im.Smp;

/// <summary>The side that begins (the specification's Alice). Letters are the specification's.</summary>
/// <param name="x">The secret; owned from now on.</param>
/// <param name="random">The source of exponents.</param>
internal sealed class SmpInitiator(SecretBytes x, IRandomSource random) : IDisposable
{
    private readonly SecretBytes _a2 = SmpProof.RandomExponent(random);
    private readonly SecretBytes _a3 = SmpProof.RandomExponent(random);
    private byte[] _g3b = [];
    private byte[] _quotientOfP = [];
    private byte[] _quotientOfQ = [];

    /// <summary>Message 1: the halves of g2 and g3, with proofs of their exponents.</summary>
    public byte[] Message1()
    {
        (byte[] c2, byte[] d2) = SmpProof.OfLog(1, _a2, random);
        (byte[] c3, byte[] d3) = SmpProof.OfLog(2, _a3, random);
        return SmpCodec.Encode(
            SmpProof.Power(ModpGroup.Generator, _a2.Span), c2, d2, SmpProof.Power(ModpGroup.Generator, _a3.Span), c3, d3);
    }

    /// <summary>Message 3, or null when message 2 is not made by the rules.</summary>
    public byte[]? TryMessage3(ReadOnlySpan<byte> message2)
    {
        if (SmpCodec.TryDecode(message2, SmpCodec.Message2) is not [var g2b, var c2, var d2, var g3b, var c3, var d3, var pb, var qb, var cp, var d5, var d6])
            return null;
        if (!SmpProof.IsOfLog(3, g2b, c2, d2) || !SmpProof.IsOfLog(4, g3b, c3, d3))
            return null;
        using SmpGenerators generators = SmpGenerators.Agree(_a2, _a3, g2b, g3b);
        if (!SmpProof.IsOfCoordinates(5, generators, pb, qb, cp, d5, d6))
            return null;
        using SecretBytes r4 = SmpProof.RandomExponent(random);
        (byte[] pa, byte[] qa) = generators.Commit(r4, x);
        (cp, d5, d6) = SmpProof.OfCoordinates(6, generators, r4, x, random);
        _g3b = g3b;
        _quotientOfP = SmpQuotient.Of(pa, pb);
        _quotientOfQ = SmpQuotient.Of(qa, qb);
        (byte[] cr, byte[] d7) = SmpProof.OfEqualLogs(7, _quotientOfQ, _a3, random);
        return SmpCodec.Encode(pa, qa, cp, d5, d6, SmpProof.Power(_quotientOfQ, _a3.Span), cr, d7);
    }

    /// <summary>Whether the secrets are the same; null when message 4 is not made by the rules.</summary>
    public bool? TryConclude(ReadOnlySpan<byte> message4)
    {
        if (SmpCodec.TryDecode(message4, SmpCodec.Message4) is not [var rb, var cr, var d7])
            return null;
        if (!SmpProof.IsOfEqualLogs(8, _g3b, _quotientOfQ, rb, cr, d7))
            return null;
        return SmpQuotient.IsPower(_quotientOfP, rb, _a3);
    }

    /// <summary>Wipes the secret and the exponents.</summary>
    public void Dispose()
    {
        x.Dispose();
        _a2.Dispose();
        _a3.Dispose();
    }
}
