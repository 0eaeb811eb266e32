using System.Net;
using System.Net.Sockets;
using OtrMail.Cli.Settings;
using OtrMail.Cli.Terminal;
using OtrMail.Cli.Transport;
using OtrMail.Core.Im;
using OtrMail.Core.Storage;

namespace OtrMail.Cli.Irc;

/// <summary>
/// Waits for an IRC client on loopback, one at a time, and stands between it and the server until either goes. Then all private
/// conversations are over.
/// </summary>
/// <param name="account">The own side.</param>
/// <param name="keys">Fingerprints.</param>
/// <param name="options">What conversations work with.</param>
/// <param name="server">Where the network is.</param>
/// <param name="report">Tells people.</param>
internal sealed class IrcProxy(ImAccount account, ImKeyring keys, ImOptions options, IrcSettings server, Report report)
{
    /// <summary>Serves clients until it is stopped.</summary>
    /// <exception cref="CommandException">64 or 75: the port is taken.</exception>
    public void Run(CancellationToken stop)
    {
        using var listener = new TcpListener(IPAddress.Loopback, server.Listen);
        try
        {
            listener.Start();
        }
        catch (SocketException e)
        {
            throw new CommandException(ExitCode.TryAgain, $"port {server.Listen} of this machine cannot be listened on: {e.Message}", "give another one with --listen", e);
        }

        report.Note($"listening on 127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}; let your IRC client connect there, without TLS");
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using Socket client = listener.AcceptSocketAsync(stop).AsTask().GetAwaiter().GetResult();
                if (LoopbackOwner.IsOurs(client))
                    Serve(client, stop);
                else
                    report.Warning("another user of this machine tried to connect; he was refused");
            }
            catch (OperationCanceledException)
            {
                // a signal asks to end
            }
            catch (SocketException)
            {
                // gone before it was served
            }
        }
    }

    private void Serve(Socket client, CancellationToken stop)
    {
        client.NoDelay = true;
        client.SendTimeout = (int)IrcLimits.Stalled.TotalMilliseconds;
        try
        {
            using IrcServerConnection connection = IrcServerConnection.Open(server);
            using var session = new IrcSession(new IrcBridge(account, keys, options), client, connection, options.Clock);
            report.Detail("a client is connected");
            session.Run(stop);
        }
        catch (ServerAwayException e)
        {
            report.Warning(e.Message);
            TrySay(client, e.Message);
        }
        catch (StoreException e)
        {
            report.Failure(e.Message, "the client was disconnected");
            TrySay(client, e.Message);
        }
    }

    private static void TrySay(Socket client, string reason)
    {
        try
        {
            client.Send(IrcLine.Bytes($"ERROR :{IrcLine.ParameterOf(Printable.Of(reason))}\r\n"));
        }
        catch (SocketException)
        {
            // nobody listens
        }
    }
}
