using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using OtrMail.Cli.Settings;

namespace OtrMail.Cli.Transport;

/// <summary>Whether a server is the one that the user means: its pinned certificate, or what the system trusts.</summary>
/// <param name="server">The server.</param>
internal sealed class ServerTrust(ServerSettings server)
{
    /// <summary>Why the certificate was not taken; null when it was, or none was shown.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Lets this decide for a connection.</summary>
    public void Guard(MailService client)
    {
        client.ServerCertificateValidationCallback = (_, certificate, _, errors) => Takes(certificate, errors);
        // as mail programs do: no authority is to learn who reads or writes when
        client.CheckCertificateRevocation = false;
    }

    private bool Takes(X509Certificate? certificate, SslPolicyErrors errors)
    {
        string shown = certificate is null ? "none" : Convert.ToHexStringLower(SHA256.HashData(certificate.GetRawCertData()));
        if (server.Certificate is { } pinned)
            Refusal = shown == pinned ? null : $"its certificate is {shown}, not the one in config.toml";
        else
            Refusal = errors == SslPolicyErrors.None ? null : $"the system does not trust its certificate {shown} ({Explain(errors)})";
        return Refusal is null;
    }

    private static string Explain(SslPolicyErrors errors) =>
        errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "it is for another name" : "nobody vouches for it, or it has expired";
}
