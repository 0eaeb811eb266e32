namespace OtrMail.Cli.Settings;

/// <summary>A mail server and the user's account there.</summary>
internal sealed record ServerSettings
{
    /// <summary>The account's name in config.toml.</summary>
    public required string Name { get; init; }

    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port; 0 for the protocol's own.</summary>
    public int Port { get; init; }

    /// <summary>How the connection is protected.</summary>
    public TlsMode Tls { get; init; } = TlsMode.Tls;

    /// <summary>The user's name there; null for a server that wants none.</summary>
    public string? User { get; init; }

    /// <summary>Prints the password or access token.</summary>
    public string? PasswordCommand { get; init; }

    /// <summary>How the user is shown to the server.</summary>
    public AuthMethod Auth { get; init; } = AuthMethod.Password;

    /// <summary>
    /// SHA-256 of the server's certificate (DER), 64 lower-case hexadecimal digits: this one and no other is taken, whoever
    /// signed it. Null: what the system trusts.
    /// </summary>
    public string? Certificate { get; init; }
}
