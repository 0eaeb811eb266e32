using System.Runtime.ExceptionServices;
using System.Security.Cryptography;

namespace OtrMail.Core.Streams;

/// <summary>
/// Gives what is written to it to a second thread, which writes it on: who makes the bytes and who takes them work at the
/// same time, on two cores. A few buffers are all that is ever between them; they are wiped at the end. What fits in one
/// buffer needs no thread.
/// </summary>
/// <param name="output">Gets the bytes, in pieces of one buffer, the last one shorter; only that thread writes to it.</param>
/// <param name="bufferBytes">Bytes of a buffer.</param>
internal sealed class PipelineStream(Stream output, int bufferBytes = PipelineStream.DefaultBytes) : WriteOnlyStream
{
    /// <summary>Fits in the caches, and is long enough that handing it over costs nothing beside it.</summary>
    private const int DefaultBytes = 128 << 10;

    private const int MostBuffers = 4;

    private readonly object _turn = new();
    private readonly List<byte[]> _buffers = [];
    private readonly Stack<byte[]> _empty = [];
    private readonly Queue<(byte[] Buffer, int Length)> _full = [];
    private Thread? _thread;
    private byte[]? _filling;
    private int _held;
    private bool _isLast;
    private ExceptionDispatchInfo? _failure;

    /// <inheritdoc/>
    /// <exception cref="IOException">The output refused, perhaps some pieces ago.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            _filling ??= TakeEmpty();
            int taken = Math.Min(buffer.Length, bufferBytes - _held);
            buffer[..taken].CopyTo(_filling.AsSpan(_held));
            _held += taken;
            buffer = buffer[taken..];
            if (_held == bufferBytes)
                HandOver();
        }
    }

    /// <summary>Writes what is left, and waits until all is written.</summary>
    /// <exception cref="IOException">The output refused.</exception>
    public void Finish()
    {
        if (_thread is null)
        {
            if (_held > 0)
                output.Write(_filling.AsSpan(0, _held));
            _held = 0;
            return;
        }

        if (_held > 0)
            HandOver();
        Stop();
        _failure?.Throw();
    }

    /// <summary>Stops; what was not written stays so.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_turn)
                _full.Clear();
            Stop();
            foreach (byte[] buffer in _buffers)
                CryptographicOperations.ZeroMemory(buffer);
        }

        base.Dispose(disposing);
    }

    private byte[] TakeEmpty()
    {
        lock (_turn)
        {
            if (_buffers.Count < MostBuffers && _empty.Count == 0)
            {
                byte[] made = GC.AllocateUninitializedArray<byte>(bufferBytes);
                _buffers.Add(made);
                return made;
            }

            while (_empty.Count == 0 && _failure is null)
                Monitor.Wait(_turn);
            _failure?.Throw();
            return _empty.Pop();
        }
    }

    private void HandOver()
    {
        if (_thread is null)
        {
            _thread = new Thread(Run) { IsBackground = true };
            _thread.Start();
        }

        lock (_turn)
        {
            _full.Enqueue((_filling!, _held));
            Monitor.PulseAll(_turn);
        }

        (_filling, _held) = (null, 0);
    }

    private void Stop()
    {
        lock (_turn)
        {
            _isLast = true;
            Monitor.PulseAll(_turn);
        }

        _thread?.Join();
    }

    private void Run()
    {
        try
        {
            while (TryTakeFull(out byte[] buffer, out int length))
            {
                output.Write(buffer, 0, length);
                lock (_turn)
                {
                    _empty.Push(buffer);
                    Monitor.PulseAll(_turn);
                }
            }
        }
#pragma warning disable CA1031 // whatever it is, it is thrown where the bytes come from
        catch (Exception e)
#pragma warning restore CA1031
        {
            lock (_turn)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
                Monitor.PulseAll(_turn);
            }
        }
    }

    private bool TryTakeFull(out byte[] buffer, out int length)
    {
        lock (_turn)
        {
            while (_full.Count == 0 && !_isLast)
                Monitor.Wait(_turn);
            (buffer, length) = _full.Count == 0 ? ([], 0) : _full.Dequeue();
            return length > 0;
        }
    }
}
