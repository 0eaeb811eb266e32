namespace OtrMail.Cli.Irc;

/// <summary>
/// Lines that wait their turn: a few at once, then one at a time, so that the server does not take a message in fragments for a
/// flood and close the connection.
/// </summary>
/// <param name="clock">The clock.</param>
internal sealed class IrcPace(TimeProvider clock)
{
    private readonly Queue<byte[]> _waiting = [];
    private DateTimeOffset _free = DateTimeOffset.UnixEpoch;

    /// <summary>When the next line may go; null when none waits.</summary>
    public DateTimeOffset? Next => _waiting.Count == 0 ? null : _free - (IrcLimits.Burst * IrcLimits.Pace);

    /// <summary>Lets a line wait. False when too many do: it may as well go.</summary>
    public bool TryAdd(byte[] line)
    {
        if (_waiting.Count >= IrcLimits.WaitingLines)
            return false;
        _waiting.Enqueue(line);
        return true;
    }

    /// <summary>The lines whose turn has come.</summary>
    public IEnumerable<byte[]> TakeDue()
    {
        DateTimeOffset now = clock.GetUtcNow();
        while (_waiting.Count > 0 && Next <= now)
        {
            _free = (_free > now ? _free : now) + IrcLimits.Pace;
            yield return _waiting.Dequeue();
        }
    }

    /// <summary>All that wait.</summary>
    public IEnumerable<byte[]> TakeAll()
    {
        while (_waiting.TryDequeue(out byte[]? line))
            yield return line;
    }
}
