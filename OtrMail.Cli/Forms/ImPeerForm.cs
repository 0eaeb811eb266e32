using OtrMail.Core.Im;

namespace OtrMail.Cli.Forms;

/// <summary>A key seen of a peer, in JSON.</summary>
internal sealed record ImPeerForm(string Account, string Peer, string Fingerprint, bool Verified, long FirstSeen, long LastSeen)
{
    public static ImPeerForm Of(string account, string peer, ImPeerKey key) =>
        new(account, peer, key.Fingerprint.Hex, key.IsVerified, key.FirstSeen, key.LastSeen);
}
