namespace OtrMail.Cli.Settings;

/// <summary>A table <c>[imap.NAME]</c>: where <c>fetch</c> gets mail, and where it delivers it.</summary>
internal sealed record ImapSettings
{
    /// <summary>The server.</summary>
    public required ServerSettings Server { get; init; }

    /// <summary>The folders to look into.</summary>
    public IReadOnlyList<string> Folders { get; init; } = ["INBOX"];

    /// <summary>The Maildir to deliver to.</summary>
    public string? Maildir { get; init; }

    /// <summary>The command to pipe each mail to.</summary>
    public string? Command { get; init; }

    /// <summary>Whether delivered mail is marked as seen on the server.</summary>
    public bool MarkSeen { get; init; }
}
