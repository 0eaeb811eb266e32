using System.Security.Cryptography;
using OtrMail.Ring;

namespace OtrMail.Core.Primitives;

/// <summary>
/// The Diffie-Hellman group of OTR versions 2 and 3: the integers modulo the 1536-bit prime of RFC 3526, section 2 (group 5),
/// with generator 2. The prime is safe: p = 2q + 1, and 2 generates the subgroup of order q.
/// </summary>
/// <remarks>
/// References: RFC 3526; Off-the-Record Messaging Protocol version 3, "Notation". Elements are big-endian and always
/// <see cref="ElementBytes"/> long, zeros on the left included, in every place where they are hashed or compared; how they are
/// written on the wire is not decided here. Powers and products take the same time whatever the values are: libcrypto's
/// constant-time exponentiation where there is one, otherwise Montgomery's in managed code.
/// </remarks>
public static class ModpGroup
{
    /// <summary>Bytes of an element, of the prime, and of the group's order.</summary>
    public const int ElementBytes = 192;

    /// <summary>Bytes of a Diffie-Hellman exponent: 320 bits, as the specification asks for at least.</summary>
    public const int ExponentBytes = 40;

    private static readonly byte[] PrimeBytes = Convert.FromHexString(
        "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B"
        + "302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6"
        + "49286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D"
        + "670C354E4ABC9804F1746C08CA237327FFFFFFFFFFFFFFFF");

    private static readonly byte[] OrderBytes = Half(PrimeBytes);

    // p − 2: the largest element that is accepted, and the exponent that inverts
    private static readonly byte[] LargestBytes = [.. PrimeBytes[..^1], (byte)(PrimeBytes[^1] - 2)];

    private static readonly byte[] GeneratorBytes = [.. new byte[ElementBytes - 1], 2];

    /// <summary>p, big-endian, <see cref="ElementBytes"/> long.</summary>
    public static ReadOnlySpan<byte> Prime => PrimeBytes;

    /// <summary>q = (p − 1) / 2, big-endian, <see cref="ElementBytes"/> long.</summary>
    public static ReadOnlySpan<byte> Order => OrderBytes;

    /// <summary>2, <see cref="ElementBytes"/> long.</summary>
    public static ReadOnlySpan<byte> Generator => GeneratorBytes;

    /// <summary>What computes: libcrypto, or managed code where that cannot be loaded.</summary>
    internal static IModpArithmetic Arithmetic { get; set; } =
        LibcryptoModp.TryCreate(PrimeBytes) ?? (IModpArithmetic)new PortableModp(PrimeBytes);

    /// <summary>
    /// A fresh exponent, <see cref="ExponentBytes"/> long. Its highest bit is one, so that no exponent is shorter than another
    /// and the time of a power tells nothing.
    /// </summary>
    public static SecretBytes GenerateExponent(IRandomSource random)
    {
        var exponent = new SecretBytes(ExponentBytes);
        random.Fill(exponent.Writable);
        exponent.Writable[0] |= 0x80;
        return exponent;
    }

    /// <summary>The public key of an exponent: 2^exponent, <see cref="ElementBytes"/> long.</summary>
    public static byte[] PublicKey(ReadOnlySpan<byte> exponent)
    {
        var key = new byte[ElementBytes];
        Arithmetic.PowerOfGenerator(exponent, key);
        return key;
    }

    /// <summary>
    /// The shared secret, <see cref="ElementBytes"/> long, of an own exponent and a peer's public key; or
    /// <see langword="null"/> when that is not an element between 2 and p − 2.
    /// </summary>
    public static SecretBytes? Agree(ReadOnlySpan<byte> exponent, ReadOnlySpan<byte> publicKey)
    {
        if (!IsElement(publicKey))
            return null;
        var shared = new SecretBytes(ElementBytes);
        Power(publicKey, exponent, shared.Writable);
        return shared;
    }

    /// <summary>
    /// Whether a value from outside is <see cref="ElementBytes"/> long and between 2 and p − 2: neither 0, 1 nor p − 1, of which
    /// every power is known. The value is public; the time of the check depends on it.
    /// </summary>
    public static bool IsElement(ReadOnlySpan<byte> value) =>
        value.Length == ElementBytes
        && (value[..^1].ContainsAnyExcept((byte)0) || value[^1] >= 2)
        && value.SequenceCompareTo(LargestBytes) <= 0;

    /// <summary>
    /// Whether an element is in the subgroup of order q that the generator makes: element^q = 1. For DH alone it does not matter
    /// (outside, one bit of a fresh exponent shows); where it does, ask. The value is public.
    /// </summary>
    public static bool IsInSubgroup(ReadOnlySpan<byte> element)
    {
        Span<byte> power = stackalloc byte[ElementBytes];
        Power(element, OrderBytes, power);
        return power[^1] == 1 && !power[..^1].ContainsAnyExcept((byte)0);
    }

    /// <summary>
    /// An element from its big-endian form of any length, as it came over the wire: padded on the left, or
    /// <see langword="null"/> when it is not between 2 and p − 2.
    /// </summary>
    public static byte[]? TryImport(ReadOnlySpan<byte> bigEndian)
    {
        ReadOnlySpan<byte> significant = bigEndian.TrimStart((byte)0);
        if (significant.Length > ElementBytes)
            return null;
        var element = new byte[ElementBytes];
        significant.CopyTo(element.AsSpan(ElementBytes - significant.Length));
        return IsElement(element) ? element : null;
    }

    /// <summary>result = value^exponent; both value and result are <see cref="ElementBytes"/> long. The result may be the value.</summary>
    /// <param name="value">Below the prime.</param>
    /// <param name="exponent">Big-endian; its length, and whether whole words of it are zero at the front, are no secret.</param>
    /// <param name="result">Where the power goes.</param>
    public static void Power(ReadOnlySpan<byte> value, ReadOnlySpan<byte> exponent, Span<byte> result)
    {
        CheckLength(value, nameof(value));
        CheckLength(result, nameof(result));
        Arithmetic.Power(value, exponent, result);
    }

    /// <summary>result = first · second; all are <see cref="ElementBytes"/> long. The result may be one of the factors.</summary>
    public static void Multiply(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> result)
    {
        CheckLength(first, nameof(first));
        CheckLength(second, nameof(second));
        CheckLength(result, nameof(result));
        Arithmetic.Multiply(first, second, result);
    }

    /// <summary>result = dividend / divisor, by Fermat's theorem: divisor^(p − 2). All are <see cref="ElementBytes"/> long.</summary>
    public static void Divide(ReadOnlySpan<byte> dividend, ReadOnlySpan<byte> divisor, Span<byte> result)
    {
        Span<byte> inverse = stackalloc byte[ElementBytes];
        Power(divisor, LargestBytes, inverse);
        Multiply(dividend, inverse, result);
        CryptographicOperations.ZeroMemory(inverse);
    }

    private static void CheckLength(ReadOnlySpan<byte> element, string name)
    {
        if (element.Length != ElementBytes)
            throw new ArgumentException($"an element has {ElementBytes} bytes", name);
    }

    private static byte[] Half(byte[] value)
    {
        var half = new byte[value.Length];
        for (int i = 0; i < value.Length; i++)
            half[i] = (byte)((value[i] >> 1) | (i > 0 ? value[i - 1] << 7 : 0));
        return half;
    }
}
