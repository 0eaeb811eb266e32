namespace OtrMail.Cli.Documentation;

/// <summary>What the value of an option or an argument is, as far as a shell can offer it.</summary>
internal enum ValueKind
{
    /// <summary>Something that only the user knows.</summary>
    Other,

    /// <summary>A file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>An IMAP account of config.toml.</summary>
    ImapAccount,

    /// <summary>An SMTP account of config.toml.</summary>
    SmtpAccount,
}
