using OtrMail.Core.Primitives;

namespace OtrMail.Core.Im.Smp;

/// <summary>g2 and g3, which both sides chose together and nobody else knows.</summary>
/// <param name="G2">Blinds the secret, <see cref="ModpGroup.ElementBytes"/> long.</param>
/// <param name="G3">Blinds the comparison.</param>
internal sealed record SmpGenerators(SecretBytes G2, SecretBytes G3) : IDisposable
{
    /// <summary>From the own exponents and the other side's halves.</summary>
    public static SmpGenerators Agree(SecretBytes own2, SecretBytes own3, byte[] half2, byte[] half3)
    {
        var generators = new SmpGenerators(new SecretBytes(ModpGroup.ElementBytes), new SecretBytes(ModpGroup.ElementBytes));
        ModpGroup.Power(half2, own2.Span, generators.G2.Writable);
        ModpGroup.Power(half3, own3.Span, generators.G3.Writable);
        return generators;
    }

    /// <summary>P = g3^r and Q = g1^r · g2^secret.</summary>
    public (byte[] P, byte[] Q) Commit(SecretBytes r, SecretBytes secret) => (SmpProof.Power(G3.Span, r.Span), Blind(r, secret));

    /// <summary>
    /// g1^first · g2^second. Its factors are wiped: with one of them, guesses at a secret in an exponent could be tried out.
    /// </summary>
    public byte[] Blind(SecretBytes first, SecretBytes second)
    {
        using var blinding = new SecretBytes(ModpGroup.ElementBytes);
        using var blinded = new SecretBytes(ModpGroup.ElementBytes);
        ModpGroup.Power(ModpGroup.Generator, first.Span, blinding.Writable);
        ModpGroup.Power(G2.Span, second.Span, blinded.Writable);
        var product = new byte[ModpGroup.ElementBytes];
        ModpGroup.Multiply(blinding.Span, blinded.Span, product);
        return product;
    }

    /// <summary>Wipes both.</summary>
    public void Dispose()
    {
        G2.Dispose();
        G3.Dispose();
    }
}
