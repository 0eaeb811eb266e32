using System.Diagnostics.CodeAnalysis;

namespace OtrMail.Ring;

/// <summary>
/// A ring signature as a value: the glue value v_0 and a share x_i for each member, all strings of b bits (b/8 bytes,
/// big-endian). Encoded as v_0, x_0, …, x_{r−1} in the members' order and nothing else: the ring fixes the length, every
/// string of that length is an encoding, and each share is below 2^b because no more bits are there.
/// </summary>
public sealed class RingSignature
{
    private readonly byte[] _encoded;
    private readonly int _domainBytes;

    private RingSignature(byte[] encoded, int domainBytes)
    {
        _encoded = encoded;
        _domainBytes = domainBytes;
    }

    /// <summary>v_0, <see cref="Ring.DomainBytes"/> bytes.</summary>
    public ReadOnlySpan<byte> Glue => _encoded.AsSpan(0, _domainBytes);

    /// <summary>Number of shares: one for each member.</summary>
    public int Count => (_encoded.Length / _domainBytes) - 1;

    /// <summary>Reads an encoding; false when its length is not <see cref="Ring.SignatureBytes"/>. Verifies nothing.</summary>
    public static bool TryDecode(Ring ring, ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out RingSignature? signature)
    {
        ArgumentNullException.ThrowIfNull(ring);
        signature = encoded.Length == ring.SignatureBytes ? new RingSignature(encoded.ToArray(), ring.DomainBytes) : null;
        return signature is not null;
    }

    /// <summary>x_i of the member at <paramref name="position"/>, <see cref="Ring.DomainBytes"/> bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such member.</exception>
    public ReadOnlySpan<byte> Share(int position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, Count);
        return _encoded.AsSpan(_domainBytes * (position + 1), _domainBytes);
    }

    /// <summary>The encoding, <see cref="Ring.SignatureBytes"/> bytes.</summary>
    public byte[] Encode() => [.. _encoded];

    /// <summary>A signature to be filled in.</summary>
    internal static RingSignature Blank(Ring ring) => new(new byte[ring.SignatureBytes], ring.DomainBytes);

    internal Span<byte> WritableGlue() => _encoded.AsSpan(0, _domainBytes);

    internal Span<byte> WritableShare(int position) => _encoded.AsSpan(_domainBytes * (position + 1), _domainBytes);
}
