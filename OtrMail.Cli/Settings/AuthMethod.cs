namespace OtrMail.Cli.Settings;

/// <summary>How the user is shown to a server.</summary>
internal enum AuthMethod
{
    /// <summary>A password: the strongest of SCRAM, PLAIN and LOGIN that the server offers.</summary>
    Password,

    /// <summary>An OAuth 2.0 access token, which the password command prints (XOAUTH2).</summary>
    XOAuth2,
}
