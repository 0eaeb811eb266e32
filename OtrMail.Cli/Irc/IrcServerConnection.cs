using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OtrMail.Cli.Settings;
using OtrMail.Cli.Transport;

namespace OtrMail.Cli.Irc;

/// <summary>The connection to the IRC server: TLS with what the system trusts or the pinned certificate, or none.</summary>
internal sealed class IrcServerConnection : IDisposable
{
    private const int TlsPort = 6697;
    private const int PlainPort = 6667;

    private readonly TcpClient _client;

    private IrcServerConnection(TcpClient client, Stream stream) => (_client, Stream) = (client, stream);

    /// <summary>Bytes both ways.</summary>
    public Stream Stream { get; }

    /// <summary>Connects.</summary>
    /// <exception cref="ServerAwayException">It is not reachable, or not the one that is meant.</exception>
    public static IrcServerConnection Open(IrcSettings server)
    {
        int port = server.Port != 0 ? server.Port : server.IsPlain ? PlainPort : TlsPort;
        var client = new TcpClient { NoDelay = true, SendTimeout = (int)IrcLimits.Stalled.TotalMilliseconds };
        string? refusal = null;
        try
        {
            using (var patience = new CancellationTokenSource(IrcLimits.Stalled))
                client.ConnectAsync(server.Host, port, patience.Token).AsTask().GetAwaiter().GetResult();
            if (server.IsPlain)
                return new IrcServerConnection(client, client.GetStream());
            var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, errors) => Takes(server, certificate, errors, out refusal));
            client.ReceiveTimeout = (int)IrcLimits.Stalled.TotalMilliseconds;
            tls.AuthenticateAsClient(server.Host);
            client.ReceiveTimeout = 0;
            return new IrcServerConnection(client, tls);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            client.Dispose();
            throw new ServerAwayException($"{server.Host}:{port}: {refusal ?? (e is OperationCanceledException ? "no answer" : e.Message.TrimEnd('.'))}", e);
        }
    }

    /// <summary>Says that no more comes, and ends the reading here.</summary>
    public void Shut()
    {
        if (Stream is SslStream tls)
            TryEnd(tls);
        IrcSession.Shut(_client.Client);
    }

    public void Dispose()
    {
        Stream.Dispose();
        _client.Dispose();
    }

    private static void TryEnd(SslStream tls)
    {
        try
        {
            tls.ShutdownAsync().Wait(IrcLimits.Stalled);
        }
        catch (Exception e) when (e is AggregateException or IOException or InvalidOperationException)
        {
            // it is gone already
        }
    }

    private static bool Takes(IrcSettings server, X509Certificate? certificate, SslPolicyErrors errors, out string? refusal)
    {
        string shown = certificate is null ? "none" : Convert.ToHexStringLower(SHA256.HashData(certificate.GetRawCertData()));
        if (server.Certificate is { } pinned)
            refusal = shown == pinned ? null : $"its certificate is {shown}, not the one that was given";
        else
            refusal = errors == SslPolicyErrors.None ? null : $"the system does not trust its certificate {shown}; if it is right, give it with --certificate";
        return refusal is null;
    }
}
