using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OtrMail.Peers.Tests.Servers;

/// <summary>A certificate for localhost that nobody but its own key vouches for.</summary>
internal sealed class ServerCertificate
{
    public ServerCertificate(string folder, string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.Parse("2020-01-01"), DateTimeOffset.Parse("2099-01-01"));
        CertificatePath = Path.Combine(folder, name + ".crt");
        KeyPath = Path.Combine(folder, name + ".key");
        File.WriteAllText(CertificatePath, certificate.ExportCertificatePem() + "\n");
        File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem() + "\n");
        File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
    }

    public string CertificatePath { get; }

    public string KeyPath { get; }

    /// <summary>SHA-256, as the setting wants it.</summary>
    public string Fingerprint { get; }
}
