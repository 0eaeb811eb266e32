using System.Buffers;

namespace OtrMail.Cli.Chat;

/// <summary>
/// Lines of a stream, read by a thread of its own so that the reader can do something else meanwhile. At most one line is
/// ahead, and none is longer than the limit: who floods the stream waits, and memory stays bounded.
/// </summary>
internal sealed class LineReader
{
    private const int BufferBytes = 64 * 1024;

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly object _gate = new();
    private InputLine? _next;

    /// <param name="stream">What is read, to its end.</param>
    /// <param name="limit">Most bytes of a line; a longer one is skipped and comes as <see cref="InputLine.TooLong"/>.</param>
    public LineReader(Stream stream, int limit)
    {
        var thread = new Thread(() => Read(stream, limit)) { IsBackground = true, Name = "lines" };
        thread.Start();
    }

    /// <summary>
    /// The next line; <see cref="InputLine.End"/> when there is no more; null when none came in time.
    /// </summary>
    /// <param name="patience">How long to wait; null: for ever.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public InputLine? Take(TimeSpan? patience, CancellationToken stop)
    {
        TimeSpan? end = patience is { } time ? Now + (time < LongestWait ? time : LongestWait) : null;
        using CancellationTokenRegistration waking = stop.Register(Wake);
        lock (_gate)
        {
            while (_next is null)
            {
                stop.ThrowIfCancellationRequested();
                TimeSpan left = end - Now ?? Timeout.InfiniteTimeSpan;
                if (end is not null && left <= TimeSpan.Zero)
                    return null;
                Monitor.Wait(_gate, left);
            }

            InputLine line = _next;
            if (!line.IsEnd)
                _next = null;
            Monitor.PulseAll(_gate);
            return line;
        }
    }

    /// <summary>Since the machine started: nobody sets this clock.</summary>
    private static TimeSpan Now => TimeSpan.FromMilliseconds(Environment.TickCount64);

    private void Put(InputLine line)
    {
        lock (_gate)
        {
            while (_next is not null)
                Monitor.Wait(_gate);
            _next = line;
            Monitor.PulseAll(_gate);
        }
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    private void Read(Stream stream, int limit)
    {
        var line = new ArrayBufferWriter<byte>();
        bool isTooLong = false;
        byte[] buffer = new byte[BufferBytes];
        try
        {
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                ReadOnlySpan<byte> rest = buffer.AsSpan(0, read);
                for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
                    Finish(rest[..end]);
                Collect(rest);
            }

            if (line.WrittenCount > 0 || isTooLong)
                Finish([]);
            Put(InputLine.End);
        }
        catch (IOException e)
        {
            Put(InputLine.End with { Failure = e });
        }

        void Collect(ReadOnlySpan<byte> bytes)
        {
            isTooLong |= bytes.Length > limit - line.WrittenCount;
            if (isTooLong)
                line = new ArrayBufferWriter<byte>();
            else
                line.Write(bytes);
        }

        void Finish(ReadOnlySpan<byte> last)
        {
            Collect(last);
            Put(isTooLong ? InputLine.TooLong : new InputLine(line.WrittenSpan.ToArray()));
            line.ResetWrittenCount();
            isTooLong = false;
        }
    }
}
