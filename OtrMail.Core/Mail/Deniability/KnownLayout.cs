using OtrMail.Core.Keys;
using OtrMail.Core.Ratchet;

namespace OtrMail.Core.Mail.Deniability;

/// <summary>
/// What somebody without any secret knows of a captured packet's plaintext: how long the fields before the outer record
/// are. Everything but these lengths is fixed by docs/PROTOCOL.md, section 7.
/// </summary>
public sealed record KnownLayout
{
    private const int FixedBytes = 1 + 1 + 8 + 8 + RatchetPublicKey.FullBytes + 4 + 4 + 1;
    private const int NakBytes = MailLimits.SessionIdBytes + MailLimits.HashBytes;

    /// <summary>Sizes of identity keys that are tried when the recipient's is not known.</summary>
    private static readonly int[] UsualBits = [2048, 3072, 4096];

    /// <summary>
    /// A bundle of the sender: any of them that has the same addresses and key sizes is as long as the one inside.
    /// Needed for a First and a Reply, and for a Data that carries one.
    /// </summary>
    public KeyBundle? Sender { get; init; }

    /// <summary>A bundle of the recipient, for the length of a First's ring signature.</summary>
    public KeyBundle? Recipient { get; init; }

    /// <summary>Whether a Data carries the sender's bundle; null when it is not known.</summary>
    public bool? CarriesBundle { get; init; }

    /// <summary>Mails that the packet asks for again; almost always none.</summary>
    public int Naks { get; init; }

    /// <summary>The offsets at which the outer record may begin, each once.</summary>
    internal IReadOnlyList<int> Offsets(PacketType type)
    {
        int start = FixedBytes + (Naks * NakBytes);
        int with = start + (Sender?.Bytes.Length ?? 0);
        return type switch
        {
            PacketType.First => [.. RingBytes().Distinct().Select(ring => with + ring)],
            PacketType.Reply => [with + Sender!.Signing.Modulus.Length],
            _ when CarriesBundle is { } carries => [carries ? with : start],
            _ => Sender is null ? [start] : [start, with],
        };
    }

    /// <summary>Three strings of b/8 bytes (docs/PROTOCOL.md, section 4).</summary>
    private IEnumerable<int> RingBytes() => (Recipient is null ? UsualBits : [Recipient.Identity.Bits])
        .Select(bits => 3 * ((Math.Max(bits, Sender!.Signing.Bits) + 256 + 7) / 8));
}
