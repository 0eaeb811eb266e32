using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Im;

/// <summary>
/// The fingerprint of a DSA key of OTR: SHA-1 of its parameters as the specification writes them ("Public keys, signatures,
/// and fingerprints"), 20 bytes. People compare it.
/// </summary>
public sealed class ImFingerprint : IEquatable<ImFingerprint>
{
    /// <summary>Bytes of a fingerprint.</summary>
    public const int ByteCount = 20;

    private readonly byte[] _bytes;

    /// <summary>A fingerprint of 20 bytes.</summary>
    public ImFingerprint(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != ByteCount)
            throw new ArgumentException("a fingerprint of OTR has 20 bytes", nameof(bytes));
        _bytes = bytes.ToArray();
        Hex = Convert.ToHexStringLower(bytes);
    }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>40 lower-case hexadecimal digits.</summary>
    public string Hex { get; }

    /// <summary>For people, as all programs with OTR show it: five groups of eight upper-case digits.</summary>
    public override string ToString() =>
        string.Join(' ', Hex.ToUpperInvariant().Chunk(8).Select(group => new string(group)));

    /// <summary>Reads 40 hexadecimal digits; letter case, spaces, colons and hyphens do not matter.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ImFingerprint? fingerprint)
    {
        fingerprint = PeopleHex.TryRead(text, ByteCount, out byte[]? bytes) ? new ImFingerprint(bytes) : null;
        return fingerprint is not null;
    }

    /// <inheritdoc/>
    public bool Equals(ImFingerprint? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ImFingerprint);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_bytes);
}
