namespace OtrMail.Cli.Settings;

/// <summary>How the connection to a server is protected.</summary>
internal enum TlsMode
{
    /// <summary>From the first byte (RFC 8314).</summary>
    Tls,

    /// <summary>By STARTTLS, which the server must offer.</summary>
    StartTls,

    /// <summary>Not at all: only to a server on this machine.</summary>
    None,
}
