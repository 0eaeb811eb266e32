using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace OtrMail.Core.Primitives;

/// <summary>
/// A private DSA key (FIPS 186-4), 1024 bits with a subgroup of 160, as OTR uses it. The arithmetic is libcrypto's: nonces
/// from its own generator hashed with the key and the message, powers in constant time, the inverse and the product blinded.
/// </summary>
/// <remarks>
/// DSA needs care: a nonce that is used twice, or of which a few bits leak each time, gives the key away. So no arithmetic on
/// nonces is done here, and the random source that is injected elsewhere, which tests repeat, never makes one.
/// </remarks>
public sealed class DsaPrivateKey : IDisposable
{
    private const int ModulusBits = 1024;

    private readonly SecretBytes _x;

    private DsaPrivateKey(DsaPublicKey key, SecretBytes x)
    {
        Public = key;
        _x = x;
    }

    /// <summary>The public half.</summary>
    public DsaPublicKey Public { get; }

    /// <summary>The private value, 20 bytes, to be stored sealed.</summary>
    public ReadOnlySpan<byte> X => _x.Span;

    /// <summary>A fresh key of 1024 bits, with numbers of its own.</summary>
    public static DsaPrivateKey Generate()
    {
        using var dsa = DSA.Create(ModulusBits);
        DSAParameters made = dsa.ExportParameters(includePrivateParameters: true);
        try
        {
            return TryCreate(made.P, made.Q, Trimmed(made.G), Trimmed(made.Y), made.X, out DsaPrivateKey? key)
                ? key
                : throw new InvalidOperationException("the generated DSA key is not of the size that OTR uses");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(made.X);
        }
    }

    /// <summary>
    /// A key from numbers that nobody has checked, big-endian without zeros in front (x: at most 20 bytes); false when they
    /// cannot be one, or when the public value does not belong to the private one.
    /// </summary>
    public static bool TryCreate(
        ReadOnlySpan<byte> p,
        ReadOnlySpan<byte> q,
        ReadOnlySpan<byte> g,
        ReadOnlySpan<byte> y,
        ReadOnlySpan<byte> x,
        [NotNullWhen(true)] out DsaPrivateKey? key)
    {
        key = null;
        if (x.Length is 0 or > DsaPublicKey.OrderBytes || !DsaPublicKey.TryCreate(p, q, g, y, out DsaPublicKey? known))
            return false;
        var secret = new SecretBytes(DsaPublicKey.OrderBytes);
        x.CopyTo(secret.Writable[^x.Length..]);
        var made = new DsaPrivateKey(known, secret);
        if (made.IsConsistent())
            key = made;
        else
            made.Dispose();
        return key is not null;
    }

    /// <summary>Signs a number of any size, taken modulo q; 40 bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> number)
    {
        var reduced = new byte[DsaPublicKey.OrderBytes];
        Public.Reduce(number, reduced);
        byte[] x = GC.AllocateArray<byte>(DsaPublicKey.OrderBytes, pinned: true);
        try
        {
            _x.Span.CopyTo(x);
            using var dsa = DSA.Create(Public.Parameters(x));
#pragma warning disable CA5351 // the protocol fixes DSA
            return dsa.CreateSignature(reduced);
#pragma warning restore CA5351
        }
        finally
        {
            CryptographicOperations.ZeroMemory(x);
        }
    }

    /// <summary>Wipes the private value.</summary>
    public void Dispose() => _x.Dispose();

    /// <summary>Never the contents.</summary>
    public override string ToString() => nameof(DsaPrivateKey);

    private bool IsConsistent()
    {
        try
        {
            ReadOnlySpan<byte> probe = "whether both halves belong together"u8;
            return Public.Verify(probe, Sign(probe));
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static byte[] Trimmed(byte[]? number) => number.AsSpan().TrimStart((byte)0).ToArray();
}
