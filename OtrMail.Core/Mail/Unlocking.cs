using OtrMail.Core.Keys;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;

namespace OtrMail.Core.Mail;

/// <summary>
/// The first half of reading a packet: find the keys that its header names, derive the message's keys, check the
/// MAC. Nothing is decrypted here.
/// </summary>
internal sealed class Unlocking(PostboxContext context, Packet packet)
{
    private PacketHeader Header => packet.Header;

    /// <summary>The keys of the message once its MAC verified; the caller wipes them.</summary>
    public MessageKeys? Keys { get; private set; }

    /// <summary>Where the seen-rows of the opening private key are.</summary>
    public string SeenScope { get; private set; } = "";

    /// <summary>The correspondence that it belongs to; not in a First, whose sender is unknown before decryption.</summary>
    public Correspondence? Correspondence { get; private set; }

    /// <summary>The session that it belongs to, likewise.</summary>
    public Session? Session { get; private set; }

    /// <summary>
    /// Whether the opening key was held when the store was set back: the message may be one that was read before and
    /// altered since, so it is not authenticated.
    /// </summary>
    public bool IsQuarantined { get; private set; }

    /// <summary>Answers with a fault, or with nothing when the MAC verified.</summary>
    public MailFault? Run() => Header.Type == PacketType.First ? WithPrekey() : InSession();

    private MailFault? WithPrekey()
    {
        using Prekey? prekey = context.Own.FindPrekey(Header.RecipientKeyId);
        if (prekey is null || context.Now > prekey.HeldUntil(context.Life))
            return MailFault.KeyForgotten;
        IsQuarantined = prekey.IsQuarantined;
        using SecretBytes? secret = XWing.Decapsulate(prekey.Seed, Header.KemCiphertext);
        if (secret is null)
            return MailFault.NotAuthentic;
        SeenScope = OwnKeys.SeenScope(prekey.Id);
        return Derive(secret.Span, [], default, default, prekey.Hash);
    }

    private MailFault? InSession()
    {
        MailFault fault = MailFault.UnknownSession;
        foreach (Fingerprint owner in SessionIndex.Find(context.Store, Header.SessionId))
        {
            if (context.Contacts.Find(owner) is not { } contact)
                continue;
            Correspondence correspondence = context.Load(contact);
            if (correspondence.Find(Header.SessionId) is { } session && context.Now <= session.HeldUntil(context.Life))
            {
                MailFault? here = In(correspondence, session);
                if (here is null)
                {
                    (Correspondence, Session) = (correspondence, session);
                    return null;
                }

                fault = here.Value;
            }

            correspondence.Dispose();
        }

        return fault;
    }

    private MailFault? In(Correspondence correspondence, Session session)
    {
        MailFault? missing = Header.Type == PacketType.Reply
            ? FindForReply(session, out OwnKey<RatchetKeyPair>? own, out RatchetPublicKey? peer)
            : FindForData(session, out own, out peer);
        if (missing is not null)
            return missing;
        if (session.Keys.IsPast(own!, context.Now))
            return MailFault.KeyForgotten;
        IsQuarantined = session.IsQuarantined;
        if (!own!.Pair.HasKem)
            return MailFault.NotAuthentic;
        using SecretBytes kem = MlKem768.Decapsulate(own.Pair.KemSeed, Header.KemCiphertext);
        using SecretBytes? dh = X25519.Agree(own.Pair.DhPrivate, peer!.Dh);
        if (dh is null)
            return MailFault.NotAuthentic;
        SeenScope = correspondence.SeenScope(session, own.Id);
        return Derive(kem.Span, dh.Span, correspondence.Contact.Fingerprint.Bytes, peer.Hash, own.Pair.Public.Hash);
    }

    private MailFault? FindForReply(Session session, out OwnKey<RatchetKeyPair>? own, out RatchetPublicKey? peer)
    {
        own = null;
        if (!session.IsInitiator || !RatchetPublicKey.TryReadDhOnly(Header.ReplyKey, out peer))
        {
            peer = null;
            return MailFault.NotAuthentic;
        }

        return session.Keys.TryOwn(1, out own) ? null : MailFault.KeyForgotten;
    }

    private MailFault? FindForData(Session session, out OwnKey<RatchetKeyPair>? own, out RatchetPublicKey? peer)
    {
        KeyStanding standing = session.Keys.Find(
            Header.SenderKeyId, Header.RecipientKeyId, out own, out PeerKey<RatchetPublicKey>? peerKey);
        peer = peerKey?.Key;
        return standing switch
        {
            KeyStanding.Held => null,
            KeyStanding.Forgotten => MailFault.KeyForgotten,
            // the state that was lost may have announced it: to be asked for again
            KeyStanding.NeverKnown when session.IsQuarantined => MailFault.KeyForgotten,
            _ => MailFault.NotAuthentic,
        };
    }

    private MailFault? Derive(
        ReadOnlySpan<byte> kemSecret,
        ReadOnlySpan<byte> dhSecret,
        ReadOnlyMemory<byte> sender,
        ReadOnlyMemory<byte> senderKey,
        ReadOnlyMemory<byte> ownKey)
    {
        var binding = new MessageContext(
            (byte)Header.Type, Header.Hash, sender, context.Own.Fingerprint.Bytes, senderKey, ownKey);
        MessageKeys keys = context.Suite.Derive(kemSecret, dhSecret, binding);
        if (packet.IsAuthenticUnder(context.Suite, keys.MacKey.Span))
        {
            Keys = keys;
            return null;
        }

        keys.Dispose();
        return MailFault.NotAuthentic;
    }
}
