using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Security.Cryptography;

namespace OtrMail.Core.Primitives;

/// <summary>
/// A public DSA key (FIPS 186-4) with a subgroup of 160 bits, as OTR uses it. Its numbers are big-endian without zeros in
/// front, and have been looked at: sizes, ranges, and that q divides p − 1. That p and q are prime is not checked: a key that
/// is not sound harms its owner only, who is known by the fingerprint of all four numbers.
/// </summary>
public sealed class DsaPublicKey
{
    /// <summary>Bytes of q, of each half of a signature, and of what is signed.</summary>
    public const int OrderBytes = 20;

    /// <summary>Bytes of a signature: r, then s.</summary>
    public const int SignatureBytes = 2 * OrderBytes;

    private const int SmallestModulusBits = 1024;
    private const int LargestModulusBits = 3072;

    private readonly BigInteger _order;

    private DsaPublicKey(byte[] p, byte[] q, byte[] g, byte[] y)
    {
        P = p;
        Q = q;
        G = g;
        Y = y;
        _order = Number(q);
    }

    /// <summary>The modulus, 1024 to 3072 bits.</summary>
    public ReadOnlyMemory<byte> P { get; }

    /// <summary>The order of the subgroup, 160 bits.</summary>
    public ReadOnlyMemory<byte> Q { get; }

    /// <summary>The generator.</summary>
    public ReadOnlyMemory<byte> G { get; }

    /// <summary>The public value, g^x.</summary>
    public ReadOnlyMemory<byte> Y { get; }

    /// <summary>A key from numbers that nobody has checked; false when they cannot be a key.</summary>
    public static bool TryCreate(
        ReadOnlySpan<byte> p,
        ReadOnlySpan<byte> q,
        ReadOnlySpan<byte> g,
        ReadOnlySpan<byte> y,
        [NotNullWhen(true)] out DsaPublicKey? key)
    {
        key = null;
        if (p.Length > LargestModulusBits / 8 || q.Length != OrderBytes || g.Length > p.Length || y.Length > p.Length)
            return false;
        BigInteger modulus = Number(p), order = Number(q), generator = Number(g), value = Number(y);
        bool isSound = modulus.GetBitLength() is >= SmallestModulusBits and <= LargestModulusBits
            && order.GetBitLength() == 8 * OrderBytes
            && !modulus.IsEven
            && (modulus - 1) % order == 0
            && generator > 1 && generator < modulus
            && value > 1 && value < modulus;
        if (isSound)
            key = new DsaPublicKey(p.ToArray(), q.ToArray(), g.ToArray(), y.ToArray());
        return isSound;
    }

    /// <summary>
    /// Whether a signature is this key's over a number of any size, which is taken modulo q (OTR signs a MAC of 32 bytes so,
    /// without hashing it again).
    /// </summary>
    public bool Verify(ReadOnlySpan<byte> number, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureBytes)
            return false;
        Span<byte> reduced = stackalloc byte[OrderBytes];
        Reduce(number, reduced);
        try
        {
            using var dsa = DSA.Create(Parameters(null));
            return dsa.VerifySignature(reduced, signature);
        }
        catch (CryptographicException)
        {
            return false; // numbers that passed all checks and still are none that libcrypto computes with
        }
    }

    /// <summary>number mod q, in 20 bytes.</summary>
    internal void Reduce(ReadOnlySpan<byte> number, Span<byte> reduced)
    {
        BigInteger remainder = Number(number) % _order;
        reduced.Clear();
        remainder.TryWriteBytes(reduced[^remainder.GetByteCount(isUnsigned: true)..], out _, isUnsigned: true, isBigEndian: true);
    }

    /// <summary>The form that .NET takes: all numbers but q as long as p.</summary>
    internal DSAParameters Parameters(byte[]? x) => new()
    {
        P = P.ToArray(),
        Q = Q.ToArray(),
        G = Padded(G),
        Y = Padded(Y),
        X = x,
    };

    private byte[] Padded(ReadOnlyMemory<byte> number)
    {
        var padded = new byte[P.Length];
        number.Span.CopyTo(padded.AsSpan(padded.Length - number.Length));
        return padded;
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
