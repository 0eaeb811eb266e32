using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Settings;

/// <summary>What config.toml says; each setting has a default, and the file may be missing.</summary>
internal sealed record UserSettings
{
    /// <summary>The smallest packet limit that leaves room for a mail.</summary>
    public const long LeastPacketLimit = 64 * 1024;

    /// <summary>The length of a packet's ciphertext is an INT, below 4 GiB.</summary>
    public const long MostPacketLimit = 4095L * 1024 * 1024;

    /// <summary>The longest time to wait for the lock, in seconds.</summary>
    public const int MostLockTimeout = 3600;

    /// <summary>The user's name.</summary>
    public string? Name { get; init; }

    /// <summary>Prints the passphrase.</summary>
    public string? PassphraseCommand { get; init; }

    /// <summary>Longest packet in bytes.</summary>
    public long PacketLimit { get; init; } = MailLimits.Default.PacketBytes;

    /// <summary>Where <c>tend</c> puts due acknowledgements.</summary>
    public string? Outbox { get; init; }

    /// <summary>How long <c>filter in</c> keeps what it decrypted readable.</summary>
    public ArchiveSetting Archive { get; init; } = new(IsOn: true, Days: null);

    /// <summary>Whether mail to people without a key goes out as plain text, with the own key in its header.</summary>
    public bool Opportunistic { get; init; }

    /// <summary>A Maildir for readable copies of what <c>sendmail</c> and <c>send</c> encrypted.</summary>
    public string? SentMaildir { get; init; }

    /// <summary>The command that takes outgoing mail, as sendmail does.</summary>
    public string? SendmailCommand { get; init; }

    /// <summary>The accounts of <c>fetch</c>, in the order of the file.</summary>
    public IReadOnlyList<ImapSettings> ImapAccounts { get; init; } = [];

    /// <summary>The accounts of <c>send</c>, in the order of the file.</summary>
    public IReadOnlyList<SmtpSettings> SmtpAccounts { get; init; } = [];

    /// <summary>The networks of <c>im irc</c>, in the order of the file.</summary>
    public IReadOnlyList<IrcSettings> IrcNetworks { get; init; } = [];

    /// <summary>How long to wait for another process.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The outbox; a relative path is one in the data directory.</summary>
    public string? OutboxIn(string directory) => Outbox is null ? null : Path.Combine(directory, Outbox);

    /// <summary>The archive for the postbox; null when nothing is kept.</summary>
    public ArchivePolicy? ArchivePolicy =>
        Archive.IsOn ? new ArchivePolicy(Archive.Days is { } days ? days * LifeTimes.Day : null) : null;

    /// <summary>The limits of the protocol.</summary>
    public MailLimits MailLimits => MailLimits.Default with { PacketBytes = PacketLimit };

    /// <summary>The limits of a mail; the base64 of a packet is 1.37 times as long, and headers stand around it.</summary>
    public MimeLimits MimeLimits => MimeLimits.Default with
    {
        MaxPacketBytes = PacketLimit,
        MaxMailBytes = PacketLimit + (PacketLimit / 5L * 2) + (6L << 20),
    };
}
