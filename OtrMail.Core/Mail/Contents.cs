using OtrMail.Core.Keys;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Ring;

namespace OtrMail.Core.Mail;

/// <summary>
/// The steps of reading a packet, once its MAC verified, that neither look at state nor change any: a reader who
/// keeps a correspondence takes them, and so does whoever only wants to know whether a packet verifies.
/// </summary>
internal static class Contents
{
    /// <summary>The plaintext; null when it is not one.</summary>
    public static Plaintext? Decrypt(Packet packet, MessageKeys keys, MailLimits limits)
    {
        using var reader = new PlaintextReader(packet.CiphertextLength, limits, packet.IsInMemory);
        PacketMail.Decrypt(packet, keys.EncryptionKey, reader);
        bool read = reader.TryFinish(
            mail => packet.IsInMemory ? mail : new PacketMail(packet, keys, reader, mail), out Plaintext? plaintext);
        return read && !X25519.IsSmallOrder(plaintext!.NextKey.Dh) ? plaintext : null;
    }

    /// <summary>Reads the bundle inside; only a Data may have none.</summary>
    /// <param name="type">Which message.</param>
    /// <param name="plaintext">What is inside.</param>
    /// <param name="peer">Whose it must be; null in a First, which says so itself.</param>
    /// <param name="bundle">The bundle, or null.</param>
    public static bool TryReadBundle(PacketType type, Plaintext plaintext, Fingerprint? peer, out KeyBundle? bundle)
    {
        bundle = null;
        if (plaintext.Bundle.IsEmpty)
            return type == PacketType.Data;
        return KeyBundle.TryRead(plaintext.Bundle.Span, out bundle)
            && (type == PacketType.First || bundle.IdentityFingerprint.Equals(peer));
    }

    /// <summary>Whether the signature inside is the right one; in a First, also whether the session's ID is.</summary>
    public static bool IsSigned(
        PacketHeader header, Plaintext plaintext, KeyBundle? bundle, KeyBundle recipient, Session? session)
    {
        RatchetPublicKey announced = plaintext.NextKey;
        ReadOnlySpan<byte> signature = plaintext.Signature.Span;
        return header.Type switch
        {
            PacketType.First => announced.SessionId().AsSpan().SequenceEqual(header.SessionId)
                && Signed.FirstRing(bundle!, recipient) is { } ring
                && RingVerifier.Verify(ring, Signed.First(header, bundle!, announced), signature),
            PacketType.Reply => session!.Keys.TryOwn(1, out OwnKey<RatchetKeyPair>? first)
                && bundle!.Signing.VerifyPss(
                    Signed.Reply(bundle, header.SessionId, header.ReplyKey, first.Pair.Public, announced), signature),
            PacketType.Data => signature.IsEmpty,
            _ => false,
        };
    }
}
