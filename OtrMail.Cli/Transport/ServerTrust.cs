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
        client.ServerCertificateValidationCallback = (_, certificate, chain, errors) => Takes(certificate, chain, errors);
        // a pinned certificate needs nobody's word
        client.CheckCertificateRevocation = server.Certificate is null;
    }

    private bool Takes(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.RemoteCertificateChainErrors && chain is not null && chain.ChainStatus.All(IsSilence))
            errors = SslPolicyErrors.None;
        string shown = certificate is null ? "none" : Convert.ToHexStringLower(SHA256.HashData(certificate.GetRawCertData()));
        if (server.Certificate is { } pinned)
            Refusal = shown == pinned ? null : $"its certificate is {shown}, not the one in config.toml";
        else
            Refusal = errors == SslPolicyErrors.None ? null : $"the system does not trust its certificate {shown} ({Explain(errors)})";
        return Refusal is null;
    }

    /// <summary>
    /// A certificate that is revoked is refused; an authority that says nothing of revocation, as most private ones, or that
    /// cannot be reached, is no reason to.
    /// </summary>
    private static bool IsSilence(X509ChainStatus status) =>
        (status.Status & ~(X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation)) == X509ChainStatusFlags.NoError;

    private static string Explain(SslPolicyErrors errors) =>
        errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "it is for another name" : "nobody vouches for it, or it has expired";
}
