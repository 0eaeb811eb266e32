using OtrMail.Core.Ratchet;

namespace OtrMail.Core.Mail;

/// <summary>
/// What a message whose every check has passed does to its session, by the state table of docs/PROTOCOL.md, section 9
/// (<see cref="SessionTable"/>). State is changed in memory only.
/// </summary>
internal sealed class Moving(
    PostboxContext context, Packet packet, Plaintext plaintext, Correspondence correspondence, Session? session)
{
    /// <summary>What the user is to be told of it.</summary>
    public Notices Notices { get; private set; }

    private PacketHeader Header => packet.Header;

    /// <summary>Answers whether the table allows the message; if not, nothing has changed that may be saved.</summary>
    public bool Run() => Header.Type switch
    {
        PacketType.First => OnFirst(),
        PacketType.Reply => OnReply(session!),
        PacketType.Data => OnData(session!),
        _ => false,
    };

    private bool OnFirst()
    {
        Session? known = correspondence.Find(Header.SessionId);
        Session? sending = correspondence.Sending;
        long stamp = plaintext.Stamp;
        bool isNewest = stamp > correspondence.PeerStamp;
        if (sending is { State: SessionState.Replied or SessionState.Established } && sending != known)
            Notices |= Mail.Notices.FirstInsideSession;
        SessionAction action = known is null
            ? SessionAction.AsNewSession
            : SessionTable.FirstOfKnown(known.State, isNewest && known.MayReturn, known.IsInitiator);
        if (action == SessionAction.AsNewSession)
        {
            bool ownIsSmaller = sending is not null && sending.Id.AsSpan().SequenceCompareTo(Header.SessionId) < 0;
            action = SessionTable.FirstOfNew(sending?.State, isNewest, ownIsSmaller);
        }

        switch (action)
        {
            case SessionAction.Refuse:
                return false;
            case SessionAction.Deliver:
                known?.SawFirst(stamp);
                return true;
            case SessionAction.Owe:
                if (sending is not null)
                    correspondence.Erase(sending); // an owed one that the newer First replaces
                Owe(known);
                return true;
            case SessionAction.ReplaceAndOwe:
            case SessionAction.CrossTakePeers:
                sending!.Retire(context.Now);
                Owe(known);
                return true;
            case SessionAction.CrossKeepOwn:
                Session crossed = known ?? NewSession();
                crossed.SawFirst(stamp);
                crossed.Retire(context.Now);
                if (known is null)
                    correspondence.Add(crossed);
                return true;
            default:
                throw new InvalidOperationException($"{action} does not follow from a First");
        }
    }

    /// <summary>A Reply is owed: in the session that is there already, with the keys that it has, or in a new one.</summary>
    private void Owe(Session? known)
    {
        if (known is { IsQuarantined: false })
            known.Return(plaintext.Stamp);
        else
            correspondence.Add(NewSession());
    }

    private Session NewSession() => Session.Owed(context.Suite, plaintext.NextKey, plaintext.Stamp);

    private bool OnReply(Session session)
    {
        bool isPinned = Header.ReplyKey.SequenceEqual(session.PinnedReplyKey);
        switch (SessionTable.Reply(session.State, isPinned, session.IsInitiator))
        {
            case SessionAction.Refuse:
                return false;
            case SessionAction.Establish:
                return RatchetPublicKey.TryReadDhOnly(Header.ReplyKey, out RatchetPublicKey? replyKey)
                    && session.TryEstablish(
                        replyKey, plaintext.NextKey, plaintext.Stamp, context.Now, context.Random);
            case SessionAction.Deliver:
                // the same y1 announces the same y2
                return session.State == SessionState.ReceiveOnly
                    || session.Keys.TryLearn(2, plaintext.NextKey, plaintext.Stamp);
            case SessionAction.Retire:
                session.Retire(context.Now);
                return true;
            default:
                throw new InvalidOperationException("no such action follows from a Reply");
        }
    }

    private bool OnData(Session session)
    {
        switch (SessionTable.Data(session.State))
        {
            case SessionAction.Refuse:
                return false;
            case SessionAction.Deliver:
                return true;
            case SessionAction.Rotate:
                return session.TryRotate(
                    Header.SenderKeyId,
                    Header.RecipientKeyId,
                    plaintext.NextKey,
                    plaintext.Stamp,
                    context.Now,
                    context.Random);
            default:
                throw new InvalidOperationException("no such action follows from a Data");
        }
    }
}
