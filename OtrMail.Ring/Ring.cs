using System.Diagnostics.CodeAnalysis;

namespace OtrMail.Ring;

/// <summary>
/// The members of a ring, any of whom may have signed: 1 to 255 distinct keys, ordered by the bytes of their
/// fingerprints, so that the order says nothing of the signer. Immutable; may be used by several threads at once.
/// </summary>
public sealed class Ring
{
    private readonly RsaPublicKey[] _members;
    private readonly TrapdoorPermutation[] _permutations;

    private Ring(RsaPublicKey[] members)
    {
        _members = members;
        Members = Array.AsReadOnly(members);
        DomainBytes = TrapdoorPermutation.DomainBytesFor(members.Max(member => member.Bits));
        _permutations = [.. members.Select(member => new TrapdoorPermutation(member, DomainBytes))];
    }

    /// <summary>The members, ascending by fingerprint.</summary>
    public IReadOnlyList<RsaPublicKey> Members { get; }

    /// <summary>
    /// b/8, where b is the smallest multiple of 8 that is at least 256 bits above the longest modulus: 416 for 3072 bits.
    /// </summary>
    public int DomainBytes { get; }

    /// <summary>The length of every signature of this ring, in bytes: one value and one more for each member.</summary>
    public int SignatureBytes => DomainBytes * (_members.Length + 1);

    /// <summary>Puts the keys in order. Refused, with false: none, more than 255, the same key twice.</summary>
    /// <exception cref="ArgumentException">One of the keys is null.</exception>
    public static bool TryCreate(IEnumerable<RsaPublicKey> members, [NotNullWhen(true)] out Ring? ring)
    {
        ArgumentNullException.ThrowIfNull(members);
        ring = null;
        RsaPublicKey[] ordered = [.. members.Take(RsaLimits.MaxRingMembers + 1)];
        if (Array.IndexOf(ordered, null) >= 0)
            throw new ArgumentException("a member is null", nameof(members));
        if (ordered.Length is 0 or > RsaLimits.MaxRingMembers)
            return false;
        Array.Sort(ordered, static (a, b) => a.FingerprintBytes.SequenceCompareTo(b.FingerprintBytes));
        for (int i = 1; i < ordered.Length; i++)
        {
            if (ordered[i].Equals(ordered[i - 1]))
                return false;
        }

        ring = new Ring(ordered);
        return true;
    }

    /// <summary>Position of a key in the ring, or −1.</summary>
    internal int IndexOf(RsaPublicKey key) => Array.IndexOf(_members, key);

    /// <summary>
    /// One link of the chain: v_{i+1} from v_i and x_i, where i is <paramref name="position"/>. Overwrites
    /// <paramref name="value"/>.
    /// </summary>
    internal void Link(ReadOnlySpan<byte> statement, int position, ReadOnlySpan<byte> share, Span<byte> value)
    {
        Span<byte> image = stackalloc byte[DomainBytes];
        _permutations[position].Forward(share, image);
        Xor(value, image);
        RingHash.Step(statement, position, value, value);
    }

    /// <summary>The share that makes the link's hash input <paramref name="input"/>: x_i = g_i⁻¹(input xor v_i).</summary>
    internal void Close(RsaPrivateKey key, int position, ReadOnlySpan<byte> input, ReadOnlySpan<byte> value, Span<byte> share)
    {
        Span<byte> image = stackalloc byte[DomainBytes];
        value.CopyTo(image);
        Xor(image, input);
        _permutations[position].Inverse(key, image, share);
    }

    private static void Xor(Span<byte> target, ReadOnlySpan<byte> other)
    {
        for (int i = 0; i < target.Length; i++)
            target[i] ^= other[i];
    }
}
