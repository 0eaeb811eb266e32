using OtrMail.Core.Primitives;
using OtrMail.Ring;

namespace OtrMail.Core.Im.Smp;

/// <summary>The side that answers (the specification's Bob). Letters are the specification's.</summary>
internal sealed class SmpResponder : IDisposable
{
    private readonly IRandomSource _random;
    private readonly SecretBytes _b2;
    private readonly SecretBytes _b3;
    private readonly SmpGenerators _generators;
    private readonly byte[] _g3a;
    private SecretBytes? _y;
    private byte[] _pb = [];
    private byte[] _qb = [];

    private SmpResponder(byte[] g2a, byte[] g3a, IRandomSource random)
    {
        _random = random;
        _g3a = g3a;
        _b2 = SmpProof.RandomExponent(random);
        _b3 = SmpProof.RandomExponent(random);
        _generators = SmpGenerators.Agree(_b2, _b3, g2a, g3a);
    }

    /// <summary>The one who can answer message 1, or null when it is not made by the rules.</summary>
    public static SmpResponder? TryAccept(ReadOnlySpan<byte> message1, IRandomSource random)
    {
        if (SmpCodec.TryDecode(message1, SmpCodec.Message1) is not [var g2a, var c2, var d2, var g3a, var c3, var d3])
            return null;
        return SmpProof.IsOfLog(1, g2a, c2, d2) && SmpProof.IsOfLog(2, g3a, c3, d3) ? new SmpResponder(g2a, g3a, random) : null;
    }

    /// <summary>Message 2.</summary>
    /// <param name="y">The secret; owned from now on.</param>
    public byte[] Message2(SecretBytes y)
    {
        _y = y;
        using SecretBytes r4 = SmpProof.RandomExponent(_random);
        (byte[] c2, byte[] d2) = SmpProof.OfLog(3, _b2, _random);
        (byte[] c3, byte[] d3) = SmpProof.OfLog(4, _b3, _random);
        (_pb, _qb) = _generators.Commit(r4, y);
        (byte[] cp, byte[] d5, byte[] d6) = SmpProof.OfCoordinates(5, _generators, r4, y, _random);
        return SmpCodec.Encode(
            SmpProof.Power(ModpGroup.Generator, _b2.Span), c2, d2, SmpProof.Power(ModpGroup.Generator, _b3.Span), c3, d3, _pb, _qb, cp, d5, d6);
    }

    /// <summary>Message 4 and whether the secrets are the same; null when message 3 is not made by the rules.</summary>
    public byte[]? TryMessage4(ReadOnlySpan<byte> message3, out bool areEqual)
    {
        areEqual = false;
        if (SmpCodec.TryDecode(message3, SmpCodec.Message3) is not [var pa, var qa, var cp, var d5, var d6, var ra, var cr, var d7])
            return null;

        // equal ones would cancel each other and compare nothing (Boudot, Schoenmakers and Traoré, 2001)
        if (pa.AsSpan().SequenceEqual(_pb) || qa.AsSpan().SequenceEqual(_qb))
            return null;
        byte[] quotientOfQ = SmpQuotient.Of(qa, _qb);
        if (!SmpProof.IsOfCoordinates(6, _generators, pa, qa, cp, d5, d6) || !SmpProof.IsOfEqualLogs(7, _g3a, quotientOfQ, ra, cr, d7))
            return null;
        (cr, d7) = SmpProof.OfEqualLogs(8, quotientOfQ, _b3, _random);
        areEqual = SmpQuotient.IsPower(SmpQuotient.Of(pa, _pb), ra, _b3);
        return SmpCodec.Encode(SmpProof.Power(quotientOfQ, _b3.Span), cr, d7);
    }

    /// <summary>Wipes the secret, the exponents and the generators.</summary>
    public void Dispose()
    {
        _y?.Dispose();
        _b2.Dispose();
        _b3.Dispose();
        _generators.Dispose();
    }
}
