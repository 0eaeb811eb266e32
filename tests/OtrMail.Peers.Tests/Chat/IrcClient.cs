using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OtrMail.Peers.Tests.Chat;

/// <summary>A client of IRC that does nothing by itself but answer PING.</summary>
internal sealed class IrcClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TcpClient _client = new();
    private readonly Stream _stream;
    private readonly BlockingCollection<string> _lines = [];

    public IrcClient(int port, string nick)
    {
        _client.Connect(IPAddress.Loopback, port);
        _stream = _client.GetStream();
        new Thread(Read) { IsBackground = true }.Start();
        Send($"NICK {nick}");
        Send("USER user 0 * :somebody");
        WaitFor(" 001 ");
    }

    public void Send(string line) => _stream.Write(Encoding.UTF8.GetBytes(line + "\r\n"));

    /// <summary>The next line that holds this text; those before it are dropped. The end of the connection is a line "(end)".</summary>
    public string WaitFor(string text)
    {
        List<string> seen = [];
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience;)
        {
            if (!_lines.TryTake(out string? line, TimeSpan.FromSeconds(1)))
                continue;
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
            seen.Add(line);
        }

        throw new TimeoutException($"no line with '{text}' came:\n{string.Join('\n', seen)}");
    }

    public void Dispose()
    {
        _client.Dispose();
        _lines.Dispose();
    }

    private void Read()
    {
        try
        {
            using var reader = new StreamReader(_stream, Encoding.UTF8);
            while (reader.ReadLine() is { } line)
            {
                if (line.StartsWith("PING ", StringComparison.Ordinal))
                    Send("PONG " + line[5..]);
                else
                    _lines.Add(line);
            }

            _lines.Add("(end)");
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // the test is over
        }
    }
}
