using OtrMail.Core.Im;

namespace OtrMail.Cli.Chat;

/// <summary>The names of docs/CLI.md for what happens in a conversation.</summary>
internal static class ChatEvents
{
    /// <summary>The name of an event.</summary>
    public static string NameOf(ImEventKind kind) => kind switch
    {
        ImEventKind.Secure => "secure",
        ImEventKind.Refreshed => "refreshed",
        ImEventKind.Ended => "ended",
        ImEventKind.FingerprintNew => "fingerprint-new",
        ImEventKind.FingerprintChanged => "fingerprint-changed",
        ImEventKind.SmpAsked => "smp-asked",
        ImEventKind.SmpInProgress => "smp-in-progress",
        ImEventKind.SmpSucceeded => "smp-succeeded",
        ImEventKind.SmpFailed => "smp-failed",
        ImEventKind.SmpAborted => "smp-aborted",
        ImEventKind.SmpCheated => "smp-cheated",
        ImEventKind.Unreadable => "unreadable",
        ImEventKind.Malformed => "malformed",
        ImEventKind.Unrecognized => "unrecognized",
        ImEventKind.Error => "error",
        ImEventKind.Unencrypted => "unencrypted",
        ImEventKind.OtherInstance => "other-instance",
        ImEventKind.NotSent => "not-sent",
        ImEventKind.EncryptionRequired => "encryption-required",
        ImEventKind.Resent => "resent",
        ImEventKind.HeartbeatReceived => "heartbeat-received",
        ImEventKind.HeartbeatSent => "heartbeat-sent",
        ImEventKind.ExtraKey => "extra-key",
        ImEventKind.Reflected => "reflected",
        ImEventKind.VersionRefused => "version-refused",
        ImEventKind.ExchangeFailed => "exchange-failed",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Who ended it.</summary>
    public static string NameOf(ImEndedBy by) => by switch
    {
        ImEndedBy.User => "user",
        ImEndedBy.Peer => "peer",
        ImEndedBy.Inactivity => "inactivity",
        _ => throw new ArgumentOutOfRangeException(nameof(by)),
    };

    /// <summary>What a text goes as.</summary>
    public static string NameOf(ImState state) => state switch
    {
        ImState.Plaintext => "plaintext",
        ImState.Encrypted => "encrypted",
        ImState.Finished => "finished",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
