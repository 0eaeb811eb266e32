using System.Buffers.Binary;
using System.Security.Cryptography;
using OtrMail.Core.Primitives;
using OtrMail.Ring;

namespace OtrMail.Core.Im.Smp;

/// <summary>
/// The three zero-knowledge proofs of SMP, made non-interactive by a hash. The version byte differs at each place of the
/// protocol, so that no proof can be played back at another. All elements and answers have
/// <see cref="ModpGroup.ElementBytes"/> bytes. What is checked is public; the time of a check depends on it.
/// </summary>
internal static class SmpProof
{
    /// <summary>Bytes of a challenge: of SHA-256.</summary>
    public const int ChallengeBytes = 32;

    /// <summary>A random exponent of 1536 bits.</summary>
    public static SecretBytes RandomExponent(IRandomSource random)
    {
        var exponent = new SecretBytes(ModpGroup.ElementBytes);
        random.Fill(exponent.Writable);
        return exponent;
    }

    /// <summary>Knowledge of x in g1^x: c = H(version, g1^r), D = r − x·c mod q.</summary>
    public static (byte[] C, byte[] D) OfLog(byte version, SecretBytes x, IRandomSource random)
    {
        using SecretBytes r = RandomExponent(random);
        byte[] c = Hash(version, Power(ModpGroup.Generator, r.Span));
        return (c, Answer(r, x, c));
    }

    /// <summary>c = H(version, g1^D · element^c).</summary>
    public static bool IsOfLog(byte version, byte[] element, byte[] c, byte[] d) =>
        Same(c, Hash(version, Product(Power(ModpGroup.Generator, d), Power(element, c))));

    /// <summary>
    /// Knowledge of r and y in P = g3^r, Q = g1^r · g2^y: c = H(version, g3^r5, g1^r5 · g2^r6), D5 = r5 − r·c, D6 = r6 − y·c mod q.
    /// </summary>
    public static (byte[] C, byte[] D5, byte[] D6) OfCoordinates(
        byte version, SmpGenerators generators, SecretBytes r, SecretBytes y, IRandomSource random)
    {
        using SecretBytes r5 = RandomExponent(random);
        using SecretBytes r6 = RandomExponent(random);
        byte[] c = Hash(version, Power(generators.G3.Span, r5.Span), generators.Blind(r5, r6));
        return (c, Answer(r5, r, c), Answer(r6, y, c));
    }

    /// <summary>c = H(version, g3^D5 · P^c, g1^D5 · g2^D6 · Q^c).</summary>
    public static bool IsOfCoordinates(byte version, SmpGenerators generators, byte[] p, byte[] q, byte[] c, byte[] d5, byte[] d6)
    {
        byte[] first = Product(Power(generators.G3.Span, d5), Power(p, c));
        byte[] second = Product(Product(Power(ModpGroup.Generator, d5), Power(generators.G2.Span, d6)), Power(q, c));
        return Same(c, Hash(version, first, second));
    }

    /// <summary>The same x in g1^x and quotient^x: c = H(version, g1^r, quotient^r), D = r − x·c mod q.</summary>
    public static (byte[] C, byte[] D) OfEqualLogs(byte version, byte[] quotient, SecretBytes x, IRandomSource random)
    {
        using SecretBytes r = RandomExponent(random);
        byte[] c = Hash(version, Power(ModpGroup.Generator, r.Span), Power(quotient, r.Span));
        return (c, Answer(r, x, c));
    }

    /// <summary>c = H(version, g1^D · element^c, quotient^D · power^c).</summary>
    public static bool IsOfEqualLogs(byte version, byte[] element, byte[] quotient, byte[] power, byte[] c, byte[] d)
    {
        byte[] first = Product(Power(ModpGroup.Generator, d), Power(element, c));
        byte[] second = Product(Power(quotient, d), Power(power, c));
        return Same(c, Hash(version, first, second));
    }

    /// <summary>value^exponent, of which only what is public is kept in an array.</summary>
    public static byte[] Power(ReadOnlySpan<byte> value, ReadOnlySpan<byte> exponent)
    {
        var power = new byte[ModpGroup.ElementBytes];
        ModpGroup.Power(value, exponent, power);
        return power;
    }

    /// <summary>SHA-256(BYTE version ‖ MPI first ‖ MPI second).</summary>
    private static byte[] Hash(byte version, params ReadOnlySpan<byte[]> elements)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([version]);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (byte[] element in elements)
        {
            ReadOnlySpan<byte> significant = element.AsSpan().TrimStart((byte)0);
            BinaryPrimitives.WriteInt32BigEndian(length, significant.Length);
            hash.AppendData(length);
            hash.AppendData(significant);
        }

        return hash.GetHashAndReset();
    }

    private static byte[] Product(byte[] first, byte[] second)
    {
        ModpGroup.Multiply(first, second, first);
        return first;
    }

    private static byte[] Answer(SecretBytes random, SecretBytes secret, byte[] challenge)
    {
        var answer = new byte[ModpGroup.ElementBytes];
        ModpExponent.Answer(random.Span, secret.Span, challenge, answer);
        return answer;
    }

    private static bool Same(byte[] first, byte[] second) => first.AsSpan().SequenceEqual(second);
}
