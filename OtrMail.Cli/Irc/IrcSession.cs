using System.Net.Sockets;
using OtrMail.Cli.Chat;

namespace OtrMail.Cli.Irc;

/// <summary>One client and its connection to the server: carries lines through the bridge, until either side goes.</summary>
internal sealed class IrcSession(IrcBridge bridge, Socket client, IrcServerConnection connection, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();

    private readonly Handoff<Arrival> _arrivals = new();
    private readonly IrcPace _pace = new(clock);
    private readonly NetworkStream _client = new(client);
    private readonly Stream _server = connection.Stream;
    private readonly List<Thread> _readers = [];

    /// <summary>Carries lines until a side goes or it is stopped; who is private is told that it is over.</summary>
    public void Run(CancellationToken stop)
    {
        _readers.Add(LineReader.Start(_client, IrcLimits.LineBytes, line => _arrivals.Put(new Arrival(IsClient: true, line))));
        _readers.Add(LineReader.Start(_server, IrcLimits.LineBytes, line => _arrivals.Put(new Arrival(IsClient: false, line))));
        try
        {
            while (true)
            {
                Arrival? arrival = _arrivals.Take(Patience(), stop);
                if (arrival is { Line.IsEnd: true })
                {
                    if (arrival.IsClient)
                        Leave("Client has gone");
                    return;
                }

                if (arrival is { Line.IsTooLong: false })
                    Carry(arrival.IsClient ? bridge.FromClient(arrival.Line.Bytes) : bridge.FromServer(arrival.Line.Bytes));
                if (bridge.NextTick <= clock.GetUtcNow())
                    Carry(bridge.Tick());
                Send(_pace.TakeDue());
            }
        }
        catch (OperationCanceledException)
        {
            Leave("The proxy has ended");
        }
        catch (IOException)
        {
            // a side is gone, or takes nothing
        }
    }

    public void Dispose()
    {
        bridge.Dispose();
        _arrivals.Close();

        // closed under a thread that reads, a connection is reset, and what was sent last may be lost
        Shut(client);
        connection.Shut();
        foreach (Thread reader in _readers)
            reader.Join(Goodbye);
        _client.Dispose();
    }

    /// <summary>Tells the other end that no more comes, and ends the reading here.</summary>
    public static void Shut(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // it is gone already
        }
    }

    private TimeSpan? Patience()
    {
        DateTimeOffset? next = bridge.NextTick is { } tick && (_pace.Next is not { } line || tick < line) ? tick : _pace.Next;
        TimeSpan? left = next - clock.GetUtcNow();
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    /// <summary>Says goodbye to the peers and to the server, without any pace: it is the last.</summary>
    private void Leave(string why)
    {
        try
        {
            Carry(bridge.End());
            Send(_pace.TakeAll());
            _server.Write([.. IrcLine.Bytes($"QUIT :{why}"), .. LineEnd]);
        }
        catch (IOException)
        {
            // it is gone, too
        }
    }

    private void Carry(IReadOnlyList<IrcOutput> outputs)
    {
        foreach (IrcOutput output in outputs)
        {
            if (!output.ToServer)
                Write(_client, output.Bytes);
            else if (IsQuit(output.Bytes))
                Send([.. _pace.TakeAll(), output.Bytes]);
            else if (!output.IsPaced || !_pace.TryAdd(output.Bytes))
                Write(_server, output.Bytes);
        }
    }

    private void Send(IEnumerable<byte[]> lines)
    {
        foreach (byte[] line in lines)
            Write(_server, line);
    }

    private static bool IsQuit(byte[] line) => line is [_, _, _, _, ..] && System.Text.Ascii.EqualsIgnoreCase(line.AsSpan(0, 4), "QUIT"u8);

    private static void Write(Stream stream, byte[] line) => stream.Write([.. line, .. LineEnd]);

    /// <summary>A line that came.</summary>
    /// <param name="IsClient">From the client, or else from the server.</param>
    /// <param name="Line">The line.</param>
    private sealed record Arrival(bool IsClient, InputLine Line);
}
