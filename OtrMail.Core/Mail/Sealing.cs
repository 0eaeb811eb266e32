using OtrMail.Core.Keys;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Ring;

namespace OtrMail.Core.Mail;

/// <summary>Makes one packet: which message it is, whose keys, the encapsulation, encryption, MAC, and what it
/// reveals.</summary>
internal sealed class Sealing(PostboxContext context, KeyBundle recipient, Correspondence? correspondence, MailContent content)
{
    /// <summary>To a contact: the next message of its sending session.</summary>
    public static SealResult ToContact(PostboxContext context, Contact contact, MailContent content)
    {
        using Correspondence correspondence = context.Load(contact);
        // what goes out by itself (an acknowledgement) brings an empty list: a NAK is never an automatic answer
        IReadOnlyList<Nak> naks = content.Naks ?? NakWants.Take(context.Store, contact);
        SealResult result = new Sealing(context, contact.Bundle, correspondence, content with { Naks = naks }).Run();
        if (result.IsSealed)
        {
            contact.Trusted(Trust.Accepted);
            context.Contacts.Save(contact);
            correspondence.Save(context.Store, context.Life);
        }

        return result;
    }

    /// <summary>To oneself: a First with a fresh x1 that keeps no session.</summary>
    public static SealResult ToSelf(PostboxContext context, MailContent content) =>
        new Sealing(context, context.Own.Bundle, null, content).Run();

    /// <summary>Whether the next mail would need the contact's prekey, and that is too old.</summary>
    public static bool IsStale(PostboxContext context, Contact contact, Correspondence correspondence) =>
        correspondence.FreshSending(context.Now, context.Life) is null or { State: SessionState.FirstSent }
        && context.Now > contact.Bundle.PrekeyDates.UsedUntil;

    private SealResult Run()
    {
        Session? sending = correspondence?.FreshSending(context.Now, context.Life);
        Session session = sending ?? Session.Open(context.Suite, context.Random);
        bool isKept = sending is not null;
        try
        {
            PacketType type = TypeFor(session);
            if (type == PacketType.First && context.Now > recipient.PrekeyDates.UsedUntil)
                return SealResult.Of(MailFault.StaleBundle);
            if (!isKept && correspondence is not null)
            {
                correspondence.Add(session);
                isKept = true;
            }

            return Make(type, session);
        }
        finally
        {
            if (!isKept)
                session.Dispose();
        }
    }

    private PacketType TypeFor(Session session)
    {
        switch (session.State)
        {
            case SessionState.FirstSent:
                return PacketType.First;
            case SessionState.Owing:
                session.Answer(context.Suite, context.Random);
                return PacketType.Reply;
            case SessionState.Replied:
                return PacketType.Reply;
            case SessionState.Established:
                return PacketType.Data;
            case SessionState.ReceiveOnly:
            default:
                throw new InvalidOperationException("nothing is sent in a receive-only session");
        }
    }

    private SealResult Make(PacketType type, Session session)
    {
        long stamp = correspondence?.NextStamp(context.Now, context.Life) ?? context.Now;
        PacketHeader? header = Encapsulate(type, session, out MessageKeys? keys);
        if (header is null || keys is null)
            return SealResult.Of(MailFault.StaleBundle);
        using MessageKeys owned = keys;
        var plaintext = new Plaintext
        {
            Stamp = stamp,
            Echo = correspondence?.PeerStamp ?? 0,
            NextKey = session.Keys.AnnouncedKey.Pair.Public,
            Bundle = IsBundleDue(type) ? context.Own.Bundle.Bytes : default,
            Signature = Sign(type, session, header),
            Content = content,
        };
        SealedPacket? packet = Encrypt(plaintext, header, keys);
        if (packet is null)
            return SealResult.Of(MailFault.TooLarge);
        if (type != PacketType.Data)
            context.Own.SigningKeyUsed(context.Life);
        PrivateThreads.Note(context, content.Mail.Start);
        if (correspondence is not null)
            Note(type, session, header, plaintext, keys);
        return SealResult.Of(new SealedMail(type, packet, recipient.IdentityFingerprint));
    }

    private PacketHeader? Encapsulate(PacketType type, Session session, out MessageKeys? keys)
    {
        if (type == PacketType.First)
            return Making.FirstHeader(context.Suite, session.Id, recipient, context.Random, out keys);
        keys = null;
        Span<byte> kemCiphertext = stackalloc byte[MlKem768.CiphertextBytes];
        OwnKey<RatchetKeyPair> own = session.Keys.CurrentKey;
        PeerKey<RatchetPublicKey> peer = session.Keys.NewestPeerKey!;
        using SecretBytes kem = MlKem768.Encapsulate(peer.Key.Kem, kemCiphertext, context.Random);
        using SecretBytes? dh = X25519.Agree(own.Pair.DhPrivate, peer.Key.Dh);
        if (dh is null)
            return null;
        ReadOnlySpan<byte> replyKey = type == PacketType.Reply ? own.Pair.Public.Dh : [];
        PacketHeader header = PacketHeader.Make(type, session.Id, own.Id, peer.Id, kemCiphertext, replyKey);
        keys = context.Suite.Derive(kem.Span, dh.Span, Binding(header, own.Pair.Public.Hash, peer.Key.Hash));
        return header;
    }

    private MessageContext Binding(PacketHeader header, ReadOnlyMemory<byte> ownKey, ReadOnlyMemory<byte> peerKey) =>
        new(
            (byte)header.Type,
            header.Hash,
            context.Own.Fingerprint.Bytes,
            recipient.IdentityFingerprint.Bytes,
            ownKey,
            peerKey);

    private bool IsBundleDue(PacketType type) =>
        type != PacketType.Data || correspondence!.ReceiptedSerial < context.Own.Bundle.Serial;

    private byte[] Sign(PacketType type, Session session, PacketHeader header)
    {
        KeyBundle own = context.Own.Bundle;
        RatchetPublicKey announced = session.Keys.AnnouncedKey.Pair.Public;
        switch (type)
        {
            case PacketType.First:
                return Making.SignFirst(header, own, recipient, announced, context.Own.Signing.Key, context.Random);
            case PacketType.Reply:
                RatchetPublicKey firstKey = session.Keys.NewestPeerKey!.Key;
                return context.Own.Signing.Key.SignPss(
                    Signed.Reply(own, session.Id, header.ReplyKey, firstKey, announced), context.Random);
            case PacketType.Data:
            default:
                return [];
        }
    }

    private SealedPacket? Encrypt(Plaintext plaintext, PacketHeader header, MessageKeys keys) =>
        Making.Finish(plaintext, header, keys, context.Suite, context.Limits, () => (Reveals(keys), Published()));

    private IReadOnlyList<byte[]> Reveals(MessageKeys keys) =>
        correspondence?.Ledger.Reveal(Sha256.HashData(keys.MacKey.Span), MailLimits.RevealedMacKeys) ?? [];

    private PublishedKey[] Published() => [.. context.Own.Published(context.Now)
        .Select(key => new PublishedKey(key.Fingerprint.Bytes.ToArray(), key.Prime))];

    private void Note(PacketType type, Session session, PacketHeader header, Plaintext plaintext, MessageKeys keys)
    {
        session.Keys.Announcing(plaintext.Stamp);
        if (type == PacketType.First)
            session.SawFirst(plaintext.Stamp);
        long serial = plaintext.Bundle.IsEmpty ? 0 : context.Own.Bundle.Serial;
        var sent = new SentMail(
            Sha256.HashData(keys.MacKey.Span), plaintext.Stamp, serial, session.Id, header.Hash.ToArray());
        sent = ResendCache.Keep(context, correspondence!.Contact, sent, content);
        correspondence.Sent(sent, session.Keys.NewestPeerKey?.Key);
    }
}
