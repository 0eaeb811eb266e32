using System.Buffers;

namespace OtrMail.Cli.Chat;

/// <summary>Reads a stream's lines in a thread of its own. None is longer than the limit, whatever floods the stream.</summary>
internal sealed class LineReader
{
    private const int BufferBytes = 64 * 1024;

    private readonly Stream _stream;
    private readonly int _limit;
    private readonly Func<InputLine, bool> _put;
    private ArrayBufferWriter<byte> _line = new();
    private bool _isTooLong;

    private LineReader(Stream stream, int limit, Func<InputLine, bool> put) => (_stream, _limit, _put) = (stream, limit, put);

    /// <summary>Starts to read.</summary>
    /// <param name="stream">What is read, to its end.</param>
    /// <param name="limit">Most bytes of a line; a longer one is skipped and comes as <see cref="InputLine.TooLong"/>.</param>
    /// <param name="put">Takes each line, and <see cref="InputLine.End"/> at last; false when it takes no more.</param>
    /// <returns>The thread, which ends with the stream or with the taker.</returns>
    public static Thread Start(Stream stream, int limit, Func<InputLine, bool> put)
    {
        var thread = new Thread(new LineReader(stream, limit, put).Read) { IsBackground = true, Name = "lines" };
        thread.Start();
        return thread;
    }

    private void Read()
    {
        byte[] buffer = new byte[BufferBytes];
        try
        {
            for (int read; (read = _stream.Read(buffer)) > 0;)
            {
                ReadOnlySpan<byte> rest = buffer.AsSpan(0, read);
                for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
                {
                    if (!Finish(rest[..end]))
                        return;
                }

                Collect(rest);
            }

            if (_line.WrittenCount == 0 && !_isTooLong || Finish([]))
                _put(InputLine.End);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _put(InputLine.End with { Failure = e as IOException ?? new IOException("closed") });
        }
    }

    private void Collect(ReadOnlySpan<byte> bytes)
    {
        _isTooLong |= bytes.Length > _limit - _line.WrittenCount;
        if (_isTooLong)
            _line = new ArrayBufferWriter<byte>();
        else
            _line.Write(bytes);
    }

    private bool Finish(ReadOnlySpan<byte> last)
    {
        Collect(last);
        InputLine line = _isTooLong ? InputLine.TooLong : new InputLine(_line.WrittenSpan.ToArray());
        _line.ResetWrittenCount();
        _isTooLong = false;
        return _put(line);
    }
}
