using System.Net;
using System.Net.Sockets;

namespace OtrMail.Peers.Tests.Servers;

/// <summary>Passes connections on, and cuts each after so many bytes from the server.</summary>
internal sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;

    public CuttingProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Port { get; }

    /// <summary>Bytes of the server's that a connection may bring.</summary>
    public long Limit { get; set; } = long.MaxValue;

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                TcpClient client = _listener.AcceptTcpClient();
                var server = new TcpClient();
                server.Connect(IPAddress.Loopback, _target);
                new Thread(() => Pass(client, server, long.MaxValue)) { IsBackground = true }.Start();
                new Thread(() => Pass(server, client, Limit)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // the test is over
        }
    }

    private static void Pass(TcpClient from, TcpClient to, long limit)
    {
        byte[] buffer = new byte[4096];
        try
        {
            for (int read; limit > 0 && (read = from.GetStream().Read(buffer, 0, (int)Math.Min(buffer.Length, limit))) > 0; limit -= read)
                to.GetStream().Write(buffer, 0, read);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // the other side has gone
        }

        from.Close();
        to.Close();
    }
}
