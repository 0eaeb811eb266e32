using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Keys;

/// <summary>
/// The SHA-256 fingerprint of an RSA key, 32 bytes: what people compare, and the name under which a correspondent
/// is known.
/// </summary>
public sealed class Fingerprint : IEquatable<Fingerprint>
{
    /// <summary>Bytes of a fingerprint.</summary>
    public const int ByteCount = 32;

    private readonly byte[] _bytes;

    /// <summary>A fingerprint of 32 bytes.</summary>
    public Fingerprint(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != ByteCount)
            throw new ArgumentException("a fingerprint has 32 bytes", nameof(bytes));
        _bytes = bytes.ToArray();
        Hex = Convert.ToHexStringLower(bytes);
    }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Hex { get; }

    /// <summary>For people: sixteen groups of four digits.</summary>
    public override string ToString() => string.Join(' ', Hex.Chunk(4).Select(group => new string(group)));

    /// <summary>Reads 64 hexadecimal digits; letter case, spaces, colons and hyphens do not matter.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Fingerprint? fingerprint)
    {
        fingerprint = PeopleHex.TryRead(text, ByteCount, out byte[]? bytes) ? new Fingerprint(bytes) : null;
        return fingerprint is not null;
    }

    /// <inheritdoc/>
    public bool Equals(Fingerprint? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Fingerprint);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_bytes);
}
