using OtrMail.Core.Im;

namespace OtrMail.Cli.Irc;

/// <summary>What a person is told of an event; null for what nobody needs to know.</summary>
internal static class IrcWords
{
    public static string? Of(ImEvent told, string nick) => told.Kind switch
    {
        ImEventKind.Secure => $"{nick}: private from now on{(told.Session!.IsVerified ? "" : ", but you have not compared the fingerprint")} ({told.Session.Fingerprint})",
        ImEventKind.Refreshed => $"{nick}: still private, with fresh keys",
        ImEventKind.Ended => told.EndedBy switch
        {
            ImEndedBy.Peer => $"{nick} has ended the private conversation: nothing you say is sent until you say: end {nick}, or start {nick}",
            ImEndedBy.Inactivity => $"{nick}: the private conversation is over, since nobody said anything: nothing you say is sent until you say: end {nick}, or start {nick}",
            _ => $"{nick}: the private conversation is over; what you say next is not private",
        },
        ImEventKind.FingerprintNew => $"{nick}: a fingerprint never seen before: {told.Session!.Fingerprint}. Compare it by voice, or say: smp {nick} SECRET",
        ImEventKind.FingerprintChanged => $"{nick}: ANOTHER FINGERPRINT than before: {told.Session!.Fingerprint}. Somebody else, or a new device: compare it before you trust it",
        ImEventKind.SmpAsked => told.Question is { } question
            ? $"{nick} asks: {question} Say: answer {nick} ANSWER, or: abort {nick}"
            : $"{nick} wants to compare a secret that you both know. Say: answer {nick} SECRET, or: abort {nick}",
        ImEventKind.SmpInProgress => $"{nick}: comparing",
        ImEventKind.SmpSucceeded => $"{nick}: the secrets are the same",
        ImEventKind.SmpFailed => $"{nick}: THE SECRETS DIFFER: a typing mistake, or somebody in between",
        ImEventKind.SmpAborted => $"{nick}: the comparison was given up",
        ImEventKind.SmpCheated => $"{nick}: the other program broke the rules of the comparison",
        ImEventKind.Unreadable => $"{nick}: an encrypted message came that cannot be read here",
        ImEventKind.Malformed => $"{nick}: a broken message came",
        ImEventKind.Unrecognized => $"{nick}: a message of an unknown kind came",
        ImEventKind.Error => $"{nick} reports an error: {told.Text}",
        ImEventKind.Unencrypted => $"{nick}: the following message came IN THE CLEAR",
        ImEventKind.NotSent when told.Text is { } text => $"{nick}: NOT SENT: {text}",
        ImEventKind.NotSent => $"{nick}: not now",
        ImEventKind.EncryptionRequired => $"{nick}: waits until the conversation is private",
        ImEventKind.Resent => $"{nick} could not read your last message; it was sent again",
        ImEventKind.VersionRefused => $"{nick} speaks an old version of the protocol, which was refused",
        ImEventKind.ExchangeFailed => $"{nick}: the exchange of keys failed",
        ImEventKind.OtherInstance => $"{nick} sent a message to another client of yours",
        ImEventKind.Reflected or ImEventKind.HeartbeatReceived or ImEventKind.HeartbeatSent or ImEventKind.ExtraKey => null,
        _ => throw new ArgumentOutOfRangeException(nameof(told)),
    };
}
