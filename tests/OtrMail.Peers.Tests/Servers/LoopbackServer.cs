using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OtrMail.Peers.Tests.Servers;

/// <summary>Listens on loopback and serves each connection in a thread of its own, until it is disposed.</summary>
internal abstract class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener;
    private int _connections;

    /// <param name="port">Where; 0: on a port that is free.</param>
    protected LoopbackServer(int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        new Thread(Accept) { IsBackground = true }.Start();
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    public void Dispose() => _listener.Dispose();

    /// <summary>Waits until all that were connected have gone, so that nothing is on its way any more.</summary>
    public void WaitUntilQuiet()
    {
        for (var waited = Stopwatch.StartNew(); Volatile.Read(ref _connections) > 0; Thread.Sleep(1))
        {
            if (waited.Elapsed > TimeSpan.FromSeconds(20))
                throw new InvalidOperationException("a connection stays open");
        }
    }

    /// <summary>Talks with one client to the end, which may be a connection that breaks.</summary>
    protected abstract void Serve(TcpClient client);

    private void Accept()
    {
        try
        {
            while (true)
            {
                TcpClient client = _listener.AcceptTcpClient();
                Interlocked.Increment(ref _connections);
                new Thread(() => ServeUntilItGoes(client)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // the test is over
        }
    }

    private void ServeUntilItGoes(TcpClient client)
    {
        using (client)
        {
            try
            {
                Serve(client);
            }
            catch (Exception e) when (e is IOException or InvalidOperationException)
            {
                // the other side has gone
            }
            finally
            {
                Interlocked.Decrement(ref _connections);
            }
        }
    }
}
