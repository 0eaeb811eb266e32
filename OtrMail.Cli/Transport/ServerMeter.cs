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

    /// <summary>Mail servers stop at a hundred parts in each other, with two or three parentheses each.</summary>
    private const int MaxDepth = 1000;

    private readonly StringBuilder _line = new();
    private long _left = Talk;
    private bool _isStructure;
    private int _depth;

    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <summary>Whether lines are looked at; not while mails come, which cost nothing then.</summary>
    public bool IsListening { get; set; }

    /// <summary>Whether the last refusal is one that passes.</summary>
    public bool IsPassing { get; private set; }

    /// <summary>Whether it told the next UID of the folder that it opened, while it was listened to.</summary>
    public bool ToldNextUid { get; private set; }

    /// <summary>Listens while something is done.</summary>
    public void Listen(Action act)
    {
        (ToldNextUid, IsListening) = (false, true);
        try
        {
            act();
        }
        finally
        {
            IsListening = false;
        }
    }

    /// <summary>How many bytes may come from here on.</summary>
    /// <param name="bytes">So many.</param>
    /// <param name="isStructure">They tell of the structure of mails, which may not be nested deep: a library reads it, one call in another.</param>
    public void Allow(long bytes, bool isStructure = false)
    {
        _left = bytes;
        _isStructure = isStructure;
        _depth = 0;
    }

    public void LogConnect(Uri uri)
    {
    }

    public void LogClient(byte[] buffer, int offset, int count)
    {
    }

    /// <exception cref="UnreadableAnswerException">It says too much, or something too deep.</exception>
    public void LogServer(byte[] buffer, int offset, int count)
    {
        _left -= count;
        if (_left < 0)
            throw new UnreadableAnswerException("it sends more than it was asked for");
        if (_isStructure)
            Measure(buffer.AsSpan(offset, count));
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

    /// <summary>Counts open parentheses in a line. Those in texts count, too: in a thousand parts' names they would have to be left open.</summary>
    private void Measure(ReadOnlySpan<byte> bytes)
    {
        for (int at; (at = bytes.IndexOfAny((byte)'(', (byte)')', (byte)'\n')) >= 0; bytes = bytes[(at + 1)..])
        {
            _depth = bytes[at] switch { (byte)'(' => _depth + 1, (byte)')' => Math.Max(0, _depth - 1), _ => 0 };
            if (_depth > MaxDepth)
                throw new UnreadableAnswerException("it tells of a mail that is nested too deep");
        }
    }

    private void Look()
    {
        string[] words = _line.ToString().Split(' ', 3);
        _line.Clear();
        ToldNextUid |= words is [_, _, var told] && told.StartsWith("[UIDNEXT ", StringComparison.OrdinalIgnoreCase);
        if (words is [_, var answer, var text] && answer.Equals("NO", StringComparison.OrdinalIgnoreCase))
            IsPassing = Passing.Any(code => text.StartsWith($"[{code}]", StringComparison.OrdinalIgnoreCase));
    }
}
