namespace OtrMail.Core.Mail;

/// <summary>
/// All limits of the mail protocol (docs/PROTOCOL.md, section 11), each with what it stops. They are checked before
/// anything is allocated.
/// </summary>
public sealed record MailLimits
{
    /// <summary>A session ID: 16 bytes, so that nobody finds two ratchet keys with one ID.</summary>
    public const int SessionIdBytes = 16;

    /// <summary>A label hash: 32 bytes.</summary>
    public const int HashBytes = 32;

    /// <summary>Revealed MAC keys in a mail: 4 KiB, so that the overhead of a mail stays small.</summary>
    public const int RevealedMacKeys = 128;

    /// <summary>Published signing keys in a mail: eight months of them.</summary>
    public const int PublishedKeys = 8;

    /// <summary>A published prime: half of a 4096-bit modulus.</summary>
    public const int PrimeBytes = 256;

    /// <summary>NAK entries in a mail: more lost mails than that are a case for talking.</summary>
    public const int Naks = 16;

    /// <summary>A signature: the ring signature of a ring of two 4096-bit keys has 1632 bytes.</summary>
    public const int SignatureBytes = 2048;

    /// <summary>The record of outer headers: a hundred recipients and a long thread fit.</summary>
    public const int OuterRecordBytes = 65_600;

    /// <summary>Sessions of a contact: one to send in, and what reinstallations and crossings leave behind.</summary>
    public const int Sessions = 4;

    /// <summary>Contacts who were never accepted: strangers cannot fill the disk.</summary>
    public const int Strangers = 500;

    /// <summary>Unanswered Firsts (their MAC keys) kept of a contact who was never accepted.</summary>
    public const int UnansweredFirsts = 64;

    /// <summary>Seen-rows of one prekey, before strangers are refused: 10 MB of them.</summary>
    public const int SeenRowsOfPrekey = 100_000;

    /// <summary>MAC keys of a contact that wait to be revealed: 36 KB.</summary>
    public const int PendingReveals = 1024;

    /// <summary>Mails to a contact whose receipt is awaited; the oldest is given up.</summary>
    public const int AwaitedReceipts = 256;

    /// <summary>Mails of a contact in the resend cache.</summary>
    public const int CachedMails = 16;

    /// <summary>Bytes of a contact in the resend cache.</summary>
    public const long CachedBytes = 64L << 20;

    /// <summary>The defaults.</summary>
    public static MailLimits Default { get; } = new();

    /// <summary>Longest packet in bytes; a setting, below 4 GiB: the length of the ciphertext is an INT.</summary>
    public long PacketBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Longest mail that the resend cache keeps, in bytes; 0 turns the cache off. Larger ones are the user's to send
    /// again, rather than a second copy of every attachment on disk.
    /// </summary>
    public int CachedMailBytes { get; init; } = 4 << 20;

    /// <summary>
    /// Longest decoded mail: folded base64 in the shortest lines grows twofold, and no packet may become a bomb.
    /// </summary>
    public long MailBytes => 3L * PacketBytes;
}
