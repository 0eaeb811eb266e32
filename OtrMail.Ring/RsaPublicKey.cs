using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using OtrMail.Ring.Arithmetic;

namespace OtrMail.Ring;

/// <summary>
/// An RSA public key (RFC 8017, section 3.1) of 2048 to 4096 bits with the exponent 65537. Immutable; two keys are equal
/// when their moduli are. May be used by several threads at once.
/// </summary>
public sealed class RsaPublicKey : IEquatable<RsaPublicKey>
{
    private readonly byte[] _modulus;
    private readonly byte[] _fingerprint;
    private readonly IRsaBackend _backend;
    private IRawRsa? _raw;

    private RsaPublicKey(byte[] modulus, int bits, IRsaBackend backend)
    {
        _modulus = modulus;
        _backend = backend;
        Bits = bits;
        _fingerprint = HashModulus(modulus);
    }

    /// <summary>The modulus, big-endian without leading zeros: 256 to 512 bytes.</summary>
    public ReadOnlySpan<byte> Modulus => _modulus;

    /// <summary>Length of the modulus in bits, 2048 to 4096.</summary>
    public int Bits { get; }

    /// <summary>
    /// 32 bytes: SHA-256 of the ASCII bytes <c>OTR-Mail RSA key v1</c>, one zero byte, the modulus' length as four bytes
    /// big-endian, and the modulus. Every call answers an array of its own.
    /// </summary>
    public byte[] Fingerprint => [.. _fingerprint];

    /// <summary>The fingerprint without a copy.</summary>
    internal ReadOnlySpan<byte> FingerprintBytes => _fingerprint;

    /// <summary>
    /// Takes a modulus that may come from anybody. Refused, with false: a leading zero byte, fewer than 2048 or more than
    /// 4096 bits, an even number, a prime factor below 4096.
    /// </summary>
    /// <param name="modulus">Big-endian.</param>
    /// <param name="key">The key, or null.</param>
    public static bool TryImport(ReadOnlySpan<byte> modulus, [NotNullWhen(true)] out RsaPublicKey? key) =>
        TryImport(modulus, RsaBackend.Default, out key);

    /// <summary>
    /// Verifies an RSASSA-PSS signature (RFC 8017, section 8.1.2) with SHA-256, MGF1 with SHA-256 and 32 bytes of salt.
    /// </summary>
    /// <returns>False for anything that is no such signature; nothing in either argument makes it throw.</returns>
    public bool VerifyPss(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != _modulus.Length || !IsBelowModulus(signature))
            return false;
        Span<byte> encoded = stackalloc byte[_modulus.Length];
        Apply(signature, encoded);
        return PssEncoding.Verify(message, encoded, Bits - 1);
    }

    /// <inheritdoc/>
    public bool Equals(RsaPublicKey? other) => other is not null && _modulus.AsSpan().SequenceEqual(other._modulus);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RsaPublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => BinaryPrimitives.ReadInt32LittleEndian(_fingerprint);

    /// <summary>The fingerprint in hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(_fingerprint);

    internal static bool TryImport(ReadOnlySpan<byte> modulus, IRsaBackend backend, [NotNullWhen(true)] out RsaPublicKey? key)
    {
        key = null;
        if (modulus.Length is 0 or > RsaLimits.MaxBytes || modulus[0] == 0)
            return false;
        int bits = (8 * modulus.Length) - BitOperations.LeadingZeroCount(modulus[0]) + 24;
        if (bits is < RsaLimits.MinBits or > RsaLimits.MaxBits || SmallFactors.Divide(modulus))
            return false;
        key = new RsaPublicKey(modulus.ToArray(), bits, backend);
        return true;
    }

    /// <summary>True when a number of the modulus' length is below it. Used on public values only.</summary>
    internal bool IsBelowModulus(ReadOnlySpan<byte> number) => number.SequenceCompareTo(_modulus) < 0;

    /// <summary>output = input^65537 mod n; both as long as the modulus, the input below it.</summary>
    internal void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        IRawRsa? raw = Volatile.Read(ref _raw);
        if (raw is null)
        {
            IRawRsa made = _backend.CreatePublic(_modulus);
            raw = Interlocked.CompareExchange(ref _raw, made, null);
            if (raw is null)
                raw = made;
            else
                made.Dispose();
        }

        raw.Apply(input, output);
    }

    private static byte[] HashModulus(ReadOnlySpan<byte> modulus)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, modulus.Length);
        using var hash = new Sha256();
        hash.Append("OTR-Mail RSA key v1\0"u8);
        hash.Append(length);
        hash.Append(modulus);
        return hash.Finish();
    }
}
