namespace OtrMail.Core.Mail;

/// <summary>
/// The state table of docs/PROTOCOL.md, section 9, with every pair written out. It only answers; whoever asks acts.
/// </summary>
internal static class SessionTable
{
    /// <summary>A First whose ID names a session that is known.</summary>
    /// <param name="state">State of that session.</param>
    /// <param name="isNewest">Its stamp is newer than all received from this contact before, and the peer has used no
    /// second key of ours in that session (when it is receive-only).</param>
    /// <param name="isInitiator">The session was opened by us.</param>
    public static SessionAction FirstOfKnown(SessionState state, bool isNewest, bool isInitiator) =>
        (state, isNewest, isInitiator) switch
        {
            (_, _, true) => SessionAction.Refuse, // our own x1 reflected
            (SessionState.Owing, _, false) => SessionAction.Deliver,
            (SessionState.FirstSent, _, false) => SessionAction.Refuse,
            (SessionState.Replied, _, false) => SessionAction.Deliver,
            (SessionState.Established, _, false) => SessionAction.Deliver,
            (SessionState.ReceiveOnly, false, false) => SessionAction.Deliver,
            (SessionState.ReceiveOnly, true, false) => SessionAction.AsNewSession,
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };

    /// <summary>A First that opens a session.</summary>
    /// <param name="sending">State of the contact's sending session, or null when there is none.</param>
    /// <param name="isNewest">Its stamp is newer than all received from this contact before. An older one was
    /// withheld or overtaken: it is read and changes nothing.</param>
    /// <param name="ownIdIsSmaller">The sending session's ID is smaller than the First's, as bytes.</param>
    public static SessionAction FirstOfNew(SessionState? sending, bool isNewest, bool ownIdIsSmaller) =>
        (sending, isNewest, ownIdIsSmaller) switch
        {
            (_, false, _) => SessionAction.Deliver,
            (null, true, _) => SessionAction.Owe,
            (SessionState.Owing, true, _) => SessionAction.Owe,
            (SessionState.FirstSent, true, true) => SessionAction.CrossKeepOwn,
            (SessionState.FirstSent, true, false) => SessionAction.CrossTakePeers,
            (SessionState.Replied, true, _) => SessionAction.ReplaceAndOwe,
            (SessionState.Established, true, _) => SessionAction.ReplaceAndOwe,
            _ => throw new ArgumentOutOfRangeException(nameof(sending)),
        };

    /// <summary>A Reply in a known session.</summary>
    /// <param name="state">State of that session.</param>
    /// <param name="isPinned">Its y1 is the one pinned by the first Reply.</param>
    /// <param name="isInitiator">The session was opened by us.</param>
    public static SessionAction Reply(SessionState state, bool isPinned, bool isInitiator) =>
        (state, isPinned, isInitiator) switch
        {
            (_, _, false) => SessionAction.Refuse, // only the initiator is replied to
            (SessionState.Owing, _, true) => SessionAction.Refuse,
            (SessionState.FirstSent, _, true) => SessionAction.Establish,
            (SessionState.Replied, _, true) => SessionAction.Refuse,
            (SessionState.Established, true, true) => SessionAction.Deliver,
            (SessionState.Established, false, true) => SessionAction.Retire,
            (SessionState.ReceiveOnly, _, true) => SessionAction.Deliver,
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };

    /// <summary>A Data in a known session.</summary>
    public static SessionAction Data(SessionState state) => state switch
    {
        SessionState.Owing => SessionAction.Refuse,
        SessionState.FirstSent => SessionAction.Refuse,
        SessionState.Replied => SessionAction.Rotate,
        SessionState.Established => SessionAction.Rotate,
        SessionState.ReceiveOnly => SessionAction.Deliver,
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
