namespace OtrMail.Core.Ratchet;

/// <summary>How much a session remembers.</summary>
/// <param name="SupersededKeys">
/// Most own keys kept after a newer one was used by the peer. Late mail needs them (paper, footnote 6); with
/// ordered delivery it is 0.
/// </param>
/// <param name="SupersededSeconds">How long each of them is kept.</param>
/// <param name="PeerKeys">Most public keys of the peer that are kept, the newest included.</param>
/// <param name="RevealsAtOnce">
/// Whether a MAC key may be revealed as soon as the one message that it authenticates was verified and recorded
/// (a key a message: mail), or only when the DH key behind it is forgotten (keys shared by messages: paper, 4.4).
/// </param>
/// <param name="RevealRepeats">In how many messages a MAC key is revealed before it counts as published.</param>
public sealed record RatchetPolicy(
    int SupersededKeys, long SupersededSeconds, int PeerKeys, bool RevealsAtOnce, int RevealRepeats);
