using System.Text;
using MailKit;

namespace OtrMail.Cli.Transport;

/// <summary>
/// Listens to a server: stops one that says more than was asked for (an endless line would be kept in memory whole), and keeps
/// the response code of its last refusal (RFC 5530), which tells a wrong password from a server that has no time.
/// </summary>
internal sealed class ServerMeter : IProtocolLogger
{
    /// <summary>What a server may say to anything that is not a mail.</summary>
    public const long Talk = 64 << 20;

    /// <summary>Refusals that pass: another attempt later may succeed.</summary>
    private static readonly string[] Passing = ["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"];

    private const int MaxLine = 512;

    private readonly StringBuilder _line = new();
    private long _left = Talk;

    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <summary>Whether lines are looked at; not while mails come, which cost nothing then.</summary>
    public bool IsListening { get; set; }

    /// <summary>Whether the last refusal is one that passes.</summary>
    public bool IsPassing { get; private set; }

    /// <summary>How many bytes may come from here on.</summary>
    public void Allow(long bytes) => _left = bytes;

    public void LogConnect(Uri uri)
    {
    }

    public void LogClient(byte[] buffer, int offset, int count)
    {
    }

    /// <exception cref="IOException">It says too much.</exception>
    public void LogServer(byte[] buffer, int offset, int count)
    {
        _left -= count;
        if (_left < 0)
            throw new IOException("it sends more than it was asked for");
        if (!IsListening)
            return;
        foreach (byte one in buffer.AsSpan(offset, count))
        {
            if (one == '\n')
                Look();
            else if (_line.Length < MaxLine)
                _line.Append((char)one);
        }
    }

    public void Dispose()
    {
    }

    private void Look()
    {
        string[] words = _line.ToString().Split(' ', 3);
        _line.Clear();
        if (words is [_, var answer, var text] && answer.Equals("NO", StringComparison.OrdinalIgnoreCase))
            IsPassing = Passing.Any(code => text.StartsWith($"[{code}]", StringComparison.OrdinalIgnoreCase));
    }
}
