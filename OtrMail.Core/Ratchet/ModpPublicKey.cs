using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Primitives;

namespace OtrMail.Core.Ratchet;

/// <summary>A DH key of OTR version 3 as the peer sees it: an element of <see cref="ModpGroup"/>, between 2 and p − 2.</summary>
public sealed class ModpPublicKey
{
    private readonly byte[] _element;

    private ModpPublicKey(byte[] element) => _element = element;

    /// <summary>The element, 192 bytes.</summary>
    public ReadOnlySpan<byte> Element => _element;

    /// <summary>The element without zeros in front: the value of its MPI.</summary>
    public ReadOnlySpan<byte> Value => _element.AsSpan().TrimStart((byte)0);

    /// <summary>The key of an own exponent.</summary>
    public static ModpPublicKey Of(ReadOnlySpan<byte> exponent) => new(ModpGroup.PublicKey(exponent));

    /// <summary>Reads the value of an MPI; false unless it lies between 2 and p − 2.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, [NotNullWhen(true)] out ModpPublicKey? key)
    {
        key = ModpGroup.TryImport(value) is { } element ? new ModpPublicKey(element) : null;
        return key is not null;
    }

    /// <summary>Whether this key is the numerically greater one: its owner is the "high" end.</summary>
    public bool IsGreaterThan(ModpPublicKey other) => Element.SequenceCompareTo(other.Element) > 0;

    /// <summary>Whether both are the same element.</summary>
    public bool Is(ModpPublicKey other) => Element.SequenceEqual(other.Element);
}
