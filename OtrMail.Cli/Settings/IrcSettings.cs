namespace OtrMail.Cli.Settings;

/// <summary>An IRC network for <c>im irc</c>: a table <c>[irc.NAME]</c>, or what the command line says.</summary>
internal sealed record IrcSettings
{
    /// <summary>Where clients connect, unless said otherwise.</summary>
    public const int DefaultListen = 6667;

    /// <summary>Its name in config.toml; without a table, the host.</summary>
    public required string Name { get; init; }

    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port; 0 for the usual one.</summary>
    public int Port { get; init; }

    /// <summary>Without TLS.</summary>
    public bool IsPlain { get; init; }

    /// <summary>SHA-256 of the server's certificate, 64 lower-case digits: this one and no other. Null: what the system trusts.</summary>
    public string? Certificate { get; init; }

    /// <summary>Port on loopback for the client; 0 for any that is free.</summary>
    public int Listen { get; init; } = DefaultListen;

    /// <summary>The policy's name; null for the default.</summary>
    public string? Policy { get; init; }

    /// <summary>The account whose key is used; null: the network's name.</summary>
    public string? Account { get; init; }
}
