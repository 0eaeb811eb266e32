namespace OtrMail.Cli.Chat;

/// <summary>
/// Hands things from threads that have them to one that takes them, one at a time: who has the next waits, so memory stays
/// bounded.
/// </summary>
internal sealed class Handoff<T>
    where T : class
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly object _gate = new();
    private T? _next;
    private bool _isClosed;

    /// <summary>Waits until there is room, and gives it. False when nobody takes any more.</summary>
    public bool Put(T thing)
    {
        lock (_gate)
        {
            while (_next is not null && !_isClosed)
                Monitor.Wait(_gate);
            if (_isClosed)
                return false;
            _next = thing;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>The next thing; null when none came in time.</summary>
    /// <param name="patience">How long to wait; null: for ever (or a day, which its caller does not notice).</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public T? Take(TimeSpan? patience, CancellationToken stop)
    {
        TimeSpan end = Now + (patience is { } time && time < LongestWait ? time : LongestWait);
        using CancellationTokenRegistration waking = stop.Register(Wake);
        lock (_gate)
        {
            while (_next is null)
            {
                stop.ThrowIfCancellationRequested();
                TimeSpan left = end - Now;
                if (left <= TimeSpan.Zero)
                    return null;
                Monitor.Wait(_gate, left);
            }

            T thing = _next;
            _next = null;
            Monitor.PulseAll(_gate);
            return thing;
        }
    }

    /// <summary>Nobody takes any more: who waits goes away.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Since the machine started: nobody sets this clock.</summary>
    private static TimeSpan Now => TimeSpan.FromMilliseconds(Environment.TickCount64);

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }
}
