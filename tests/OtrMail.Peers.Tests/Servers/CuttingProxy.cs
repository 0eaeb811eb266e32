using System.Net;
using System.Net.Sockets;

namespace OtrMail.Peers.Tests.Servers;

/// <summary>Passes connections on, and cuts each after so many bytes from the server.</summary>
/// <param name="target">The server's port.</param>
internal sealed class CuttingProxy(int target) : LoopbackServer
{
    /// <summary>Bytes of the server's that a connection may bring.</summary>
    public long Limit { get; set; } = long.MaxValue;

    protected override void Serve(TcpClient client)
    {
        using var server = new TcpClient();
        server.Connect(IPAddress.Loopback, target);
        var questions = new Thread(() => Pass(client, server, long.MaxValue)) { IsBackground = true };
        questions.Start();
        Pass(server, client, Limit);
        questions.Join();
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
